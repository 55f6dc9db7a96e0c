//! Tests that bring their own database whichever engine the others run on: the program as a process, and databases that are
//! full, held or away. They run once; no other test belongs here.

mod cli;
mod ending;
mod process;
mod trouble;
mod two_programs;
