//! The API as clients meet it: raw bytes through a socket, and the client through both of its transports.
//! Owns nothing but the tests; the samples in the `.txt` files are the API page's own requests.

mod access;
mod alphabet;
mod apps;
mod encrypted;
mod faults;
mod hostile;
mod house;
mod lists;
mod misunderstood;
mod moved;
mod notes;
mod operation;
mod page_samples;
mod people;
mod pressure;
mod recorded;
mod related;
mod roles;
mod spelt;
mod transports;
mod verbs;
mod views;
