//! The moving parts of pages. Compiled into the browser build; everything else on a page is a document.
