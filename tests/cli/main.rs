//! Owns the command line as scripts call it: the real binary, a home of its own for each test, files in and out.

mod bulk;
mod changes;
mod edited;
mod files;
mod golden;
mod home;
mod import;
mod listed;
mod mended;
mod parents;
mod round_trip;
mod scripted;
mod served;
mod settings;
mod stopped;
mod taken;
