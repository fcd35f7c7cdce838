//! What the user does costs few bytes.
