//! Tests of finding twins.
