//! The Japanese words for the parts of a deployment; nothing that matches them.

use super::Language;

pub(super) const JA: Language = Language {
    shipping: &["デプロイ", "リリース", "公開", "本番反映"],
    course: &["手順", "作業", "当日", "フェーズ", "実行", "実施"],
    before: &["デプロイ前", "リリース前", "公開前", "^事前", "^準備", "の前に"],
    during: &["デプロイ中", "リリース中", "公開中"],
    after: &["デプロイ後", "リリース後", "公開後", "公開直後", "^事後", "の後に"],
    rollback: &["ロールバック", "切り戻し", "切戻し"],
    sign_off: &["承認", "サインオフ", "署名欄"],
    late: &["最終", "事後", "デプロイ後", "リリース後"],
    reference: &[
        "参考",
        "連絡先",
        "備考",
        "メモ",
        "付録",
        "変更履歴",
        "関連資料",
        "関連リンク",
    ],
};
