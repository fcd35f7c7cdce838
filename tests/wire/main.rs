//! The API as clients meet it: raw bytes through a socket, and the client through both of its transports.
//! Owns nothing but the tests; the samples in the `.txt` files are the API page's own requests.

mod access;
mod apps;
mod encrypted;
mod faults;
mod hostile;
mod house;
mod misunderstood;
mod moved;
mod operation;
mod page_samples;
mod pressure;
mod transports;
mod verbs;
