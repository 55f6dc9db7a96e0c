//! What pages are put together from. Rendered on the server only; islands work on what is there.

mod field;
mod hash;
mod head;
mod html;
mod icon;
mod markdown;
mod notice;
mod once;
mod time;
mod title;

pub use field::{Field, errors, errors_at, text_area};
pub use hash::{FullHash, Hash};
pub use head::{Crumb, PageHead};
pub use html::{escape, escaped, visible};
pub use icon::{Fold, Icon, sprite, write_fold, write_icon};
pub use markdown::{block_html, inline_html, item_html};
pub use notice::{Refused, refused, refused_here};
pub use once::ShownOnce;
pub use time::{Clock, ShortTime, Time, duration};
pub use title::document_title;
