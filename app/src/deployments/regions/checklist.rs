//! The region *Checklist*: one form for the whole list (D13), written by hand because it is long.

use std::fmt::Write as _;

use domain::deployments::Action;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::deployments::actions::items::SaveTicks;
use crate::deployments::checklist::Sheet;
use crate::deployments::view::View;
use crate::parts::{escape, sprite, write_icon};

/// The list. Without JavaScript **Save ticks** sends it; the island ticks one box at a time.
pub(in crate::deployments) fn checklist(view: &View) -> AnyView {
    let (list, seen) = view.with_sheet(|sheet| {
        let mut list = progress(view, sheet);
        sheet.write(&mut list);
        (list, sheet.seen())
    });
    view! {
        <section class="record__list" aria-labelledby="checklist">
            <h2 class="visually-hidden" id="checklist">"Checklist"</h2>
            <form method="post" action=SaveTicks::url() data-checklist>
                {view.hidden()}
                <input type="hidden" name="seen" value=seen />
                <div class="stack" data-gap="small" inner_html=list></div>
            </form>
            <dialog class="dialog" id="voids-dialog" aria-labelledby="voids-title">
                <div class="dialog__head">
                    <h2 id="voids-title"></h2>
                </div>
                <div class="dialog__body">
                    <p>"They cover what you are about to change, and their signers will be told."</p>
                    <ul></ul>
                </div>
                <form class="dialog__actions" method="dialog">
                    <button class="button" value="">"Keep as it was"</button>
                    <button class="button" data-kind="danger" value="yes">"Void them and save"</button>
                </form>
            </dialog>
        </section>
    }
    .into_any()
}

/// The line that stays in sight: how far it is, and the way to the next open item.
pub(in crate::deployments) fn progress(view: &View, sheet: &Sheet<'_>) -> String {
    let total = sheet.total();
    let sprite = sprite();
    let mut out = String::new();
    // Writing into a String cannot fail.
    let _ = write!(
        out,
        r#"<div class="progress-line" data-part="progress"><span class="progress-line__count">{0} of {1} done</span><progress value="{0}" max="{2}" aria-label="All items done"></progress>"#,
        total.resolved,
        total.total,
        total.total.max(1)
    );
    if let Some((key, name)) = sheet.next() {
        let _ = write!(out, r##"<a class="progress-line__next" href="#item-{key}">"##);
        write_icon(&mut out, &sprite, "arrow");
        out.push_str("<span>Next open: ");
        escape(&mut out, &name);
        out.push_str(r#"</span><kbd class="needs-script">j</kbd></a>"#);
    }
    if view.may(Action::WorkItems).is_ok() {
        out.push_str(r#"<button class="button without-script" data-size="small">Save ticks</button>"#);
    }
    out.push_str("</div>");
    out
}
