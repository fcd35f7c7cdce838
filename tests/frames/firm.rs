//! Owns a firm with very many customers.
