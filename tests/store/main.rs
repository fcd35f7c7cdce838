//! The store's promises, on a file and on PostgreSQL.

mod as_seen;
mod away;
mod backup;
mod cluster;
mod encrypted;
mod exact;
mod houses;
mod likeness;
mod moving;
mod pooled;
mod promises;
mod shared;
mod shelf;

houses::on_both! {
    promises::a_new_customer_gets_an_id_a_number_stamps_and_ids_inside,
    promises::a_number_that_was_typed_is_not_given_again,
    promises::the_same_request_never_makes_two,
    promises::an_update_counts_up_and_tells_who_changed_what,
    promises::an_update_that_changes_nothing_is_no_version,
    promises::what_is_deleted_is_in_the_trash_and_comes_back_whole,
    promises::pages_walk_through_everything_once,
    promises::customers_without_a_name_stand_last_on_every_page,
    promises::writers_at_the_same_time_lose_nothing,
    promises::a_panic_in_a_change_is_rolled_back_and_the_store_lives,
    promises::changes_that_are_written_together_stand_and_fall_one_by_one,
    promises::a_record_comes_back_byte_for_byte_whatever_stands_in_it,
    promises::the_bell_rings_after_a_change,
    exact::what_is_taken_back_is_as_it_was,
    moving::what_moved_comes_once_in_order_with_deletions,
    moving::a_place_of_another_store_begins_anew,
    moving::a_moment_brings_what_moved_since,
    moving::the_trash_is_searched_and_paged,
    moving::a_reader_beside_writers_passes_nothing_over,
    shelf::a_paper_has_a_version_and_one_number_is_one_papers,
    shelf::a_paper_is_changed_by_one_of_many,
    shelf::papers_are_listed_by_kind_and_customer,
    shelf::papers_are_audited,
    shelf::a_paper_may_have_any_key,
    shelf::a_pair_is_known_until_it_is_removed,
    shelf::who_comes_back_under_a_name_has_the_number_of_before,
}
