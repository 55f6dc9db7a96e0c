//! Coming in and going out.

mod login;

pub use login::LoginPage;
