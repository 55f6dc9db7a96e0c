//! The Korean words for the parts of a deployment; nothing that matches them.

use super::Language;

pub(super) const KO: Language = Language {
    shipping: &["배포", "릴리스", "출시"],
    course: &["단계", "절차", "실행", "당일", "순서"],
    before: &["배포 전", "릴리스 전", "출시 전", "사전", "준비"],
    during: &["배포 중", "릴리스 중"],
    after: &["배포 후", "릴리스 후", "출시 후", "사후"],
    rollback: &["롤백", "되돌리기"],
    sign_off: &["승인", "서명", "결재"],
    late: &["최종", "배포 후", "사후"],
    reference: &["참고", "연락처", "비고", "부록", "메모"],
};
