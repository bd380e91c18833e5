//! What every backend must do, as cases that any backend can be given.
//!
//! Each case gets a store of its own that nobody has used. Most work in one of two workspaces that hold the same
//! data, and end by showing that the other did not change. A backend calls [`conformance_tests!`](crate::conformance_tests)
//! once, in a test module of its own, and has all of them.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a case fails by panicking")]

pub mod accounts;
pub mod audiences;
pub mod audit;
pub mod campaigns;
pub mod cancelled;
pub mod customers;
pub mod dead_letters;
pub mod deliveries;
pub mod histories;
pub mod holdings;
pub mod imports;
pub mod ingest;
pub mod ledger;
pub mod matches;
pub mod members;
pub mod messages;
pub mod orders;
pub mod pasts;
pub mod receipts;
pub mod rules;
pub mod segments;
pub mod sessions;
pub mod shop;

use std::any::Any;
use std::sync::Arc;

use crate::Store;

/// A store that nobody has used, and whatever must live as long as it does.
pub struct Fresh {
    /// The store.
    pub store: Arc<dyn Store>,
    /// A temporary folder, a database to be dropped; released after the store.
    pub keep: Box<dyn Any + Send + Sync>,
    /// True of a server that takes a hundred times as long as others: it is asked about fewer random histories.
    pub slow: bool,
}

impl Fresh {
    /// How many random histories to try, where a store of ordinary speed is asked about so many.
    fn histories(&self, usual: u32) -> u32 {
        if self.slow { usual / 16 } else { usual }
    }
}

/// Makes a test of every case. Takes an `async fn() -> Option<Fresh>`; `None` skips, having said why.
#[macro_export]
macro_rules! conformance_tests {
    ($fresh:path) => {
        $crate::conformance_tests! { @cases $fresh;
            accounts {
                everybody_who_asks_at_once_gets_the_same_first_workspace,
                a_workspace_has_defaults_until_a_person_decides,
                what_a_change_of_settings_does_not_mention_stays,
                a_link_signs_its_owner_in_once,
                each_link_works_once,
                a_secret_is_shared_by_whoever_asks,
                an_expired_link_is_refused,
                a_session_ends_when_it_is_revoked_or_expires,
                an_api_key_opens_its_own_workspace_until_it_is_revoked,
                the_use_of_an_api_key_is_noted_to_the_minute,
                an_api_key_is_good_for_its_scopes_until_it_expires,
            }
            audiences {
                an_answer_counts_who_matches_and_who_can_be_reached,
                where_opt_in_is_demanded_silence_reaches_nobody,
                a_phone_number_is_for_who_agreed_where_opt_in_is_demanded,
                a_profile_is_of_everybody_who_matches,
                known_values_follow_every_change,
                at_most_two_hundred_values_are_offered,
            }
            audit {
                a_deed_is_noted_with_who_what_when_and_from_where,
                a_deed_that_fails_is_not_noted,
                every_deed_about_who_may_enter_is_noted_once,
                every_deed_about_campaigns_and_data_is_noted_once,
                coming_in_is_noted_with_the_way_one_came,
                a_draft_that_is_rewritten_again_and_again_is_noted_once_in_ten_minutes,
                lines_are_found_by_deed_actor_and_time,
            }
            campaigns {
                a_draft_can_be_rewritten_and_forgotten,
                a_launch_enrols_everyone_who_matches_and_nobody_later,
                a_launch_that_reaches_nobody_changes_nothing,
                a_launch_to_more_people_than_allowed_changes_nothing,
                a_launched_campaign_is_no_draft,
                launched_at_once_by_several_a_campaign_is_launched_once,
                steering_moves_the_state_as_the_domain_says,
                a_scheduled_campaign_waits_for_its_time,
                what_failed_goes_out_once_more,
                another_workspaces_campaign_is_not_found,
                campaigns_are_listed_by_state_and_name,
                a_problem_is_shown_until_it_is_gone,
            }
            customers {
                absent_fields_stay_null_clears_and_tags_replace,
                an_email_may_change_and_the_old_one_is_free_again,
                records_of_one_batch_apply_one_after_the_other,
                a_new_external_id_joins_the_customer_with_the_email,
                a_record_that_names_two_people_is_dead,
                a_record_without_identity_is_dead,
                too_many_attributes_are_dead_and_change_nothing,
                a_record_that_changes_nothing_is_no_change,
                a_customer_is_seen_from_their_own_workspace_only,
                a_sorted_list_shows_everybody_once,
                a_search_finds_any_part_in_any_case,
                a_page_goes_on_while_customers_come,
                a_page_of_who_matches_goes_on_while_they_change,
                a_foreign_cursor_is_refused,
                ids_ascend_with_the_time_of_creation,
            }
            cancelled {
                what_a_cancelled_campaign_had_pending_is_skipped,
                what_a_vendor_may_have_is_awaited_and_never_skipped,
                a_cancelled_campaign_need_not_wait_for_its_next_try,
            }
            dead_letters {
                dead_letters_are_kept_until_they_are_discarded,
                another_workspaces_dead_letter_is_not_found,
            }
            deliveries {
                a_chunk_is_leased_to_one_worker_at_a_time,
                ended_leases_pass_on_at_once,
                whoever_lost_a_lease_is_fenced,
                a_lease_that_nobody_took_over_still_holds,
                preparing_prolongs_the_lease,
                a_lease_is_prolonged_while_it_holds,
                campaigns_take_turns,
                due_messages_come_by_place_with_customers_as_they_are_now,
                a_retry_waits_for_its_time_and_sends_the_same_bytes,
                a_rejected_message_fails_alone,
                what_a_receipt_settled_a_record_leaves,
                a_lease_covers_its_own_chunk_only,
                a_paused_campaign_hands_over_nothing,
                a_phone_number_gets_one_message,
                a_phone_number_gets_one_message_across_chunks,
                a_settled_campaign_completes,
                late_receipts_are_asked_about_oldest_first,
                a_late_receipt_is_found_while_its_chunk_goes_on,
                a_message_given_up_is_uncertain_until_a_late_receipt,
                the_next_time_to_look_is_known,
            }
            holdings {
                an_erased_customer_is_gone_with_all_that_names_them,
                what_is_held_on_somebody_else_is_not_found,
                what_the_log_held_does_not_bring_an_erased_customer_back,
                a_replay_of_what_is_older_does_not_bring_an_erased_customer_back,
                dead_letters_that_name_an_erased_customer_go,
                an_erasure_leaves_the_ledger_its_sums,
                somebody_erased_before_their_message_was_made_is_skipped,
                what_was_due_before_an_erasure_is_not_handed_over_after_it,
                what_is_handed_over_during_an_erasure_is_uncertain_until_its_receipt,
                a_retry_of_an_erased_customer_is_skipped_unless_it_may_have_been_taken,
                messages_to_a_customer_are_found_in_every_campaign,
                a_withdrawal_outlives_an_erasure,
                an_erasure_and_a_step_at_once_leave_nothing_behind,
            }
            imports {
                an_import_tells_how_far_it_has_come,
                refused_rows_are_listed_by_line,
                the_first_ten_thousand_refused_rows_are_kept,
                imports_that_were_running_can_be_failed_together,
                an_import_that_was_heard_of_goes_on,
            }
            ingest {
                a_redelivered_step_is_fenced_and_changes_nothing,
                a_step_from_elsewhere_than_the_mark_is_fenced,
                of_rival_workers_one_applies_a_step,
                marks_are_kept_by_topic_and_workspace,
                the_durable_mark_is_never_ahead_of_the_mark,
                an_outcome_tells_what_became_of_each_batch,
                a_bad_record_spoils_no_other,
                a_step_of_an_unknown_workspace_is_refused,
            }
            matches {
                everybody_who_matches_can_be_read,
            }
            members {
                a_workspace_always_has_an_owner,
                of_two_owners_who_leave_at_once_one_stays,
                whoever_is_removed_is_out_at_once,
                an_invitation_link_makes_a_member_once,
                an_invitation_holds_for_one_address_until_it_is_replaced_withdrawn_or_expires,
                whoever_is_invited_enters_by_their_address,
                whoever_is_not_invited_enters_only_where_strangers_are_welcome,
                a_person_is_who_the_provider_says_whatever_their_address,
                an_identity_is_connected_to_one_person,
                a_link_for_a_member_opens_no_other_workspace,
                whoever_comes_by_link_belongs_to_one_workspace,
            }
            messages {
                members_of_unexpanded_chunks_have_no_row,
                messages_are_listed_by_state_reason_and_search,
                pages_of_messages_go_on_across_chunks,
                reasons_are_counted_most_frequent_first,
            }
            orders {
                totals_are_net_and_span_the_dates,
                an_order_of_somebody_unknown_makes_a_customer,
                an_order_names_a_customer_and_rewrites_none,
                an_order_that_names_two_people_is_dead,
                an_order_sent_again_replaces_the_old_one,
                a_replaced_order_may_move_to_another_customer,
                a_cancelled_order_does_not_count_and_zero_does,
                first_and_last_follow_the_orders_that_held_them,
                the_last_record_of_an_order_in_a_batch_wins,
                orders_without_an_id_are_always_new,
                orders_are_listed_newest_first,
                orders_of_another_workspaces_customer_are_not_shown,
                buckets_are_half_open_and_hold_what_counts,
                items_come_back_as_they_were_sent,
            }
            receipts {
                the_first_final_state_of_an_attempt_wins,
                unknown_receipts_spoil_nothing,
                a_receipt_settles_nothing_in_another_workspace,
                a_redelivered_step_of_receipts_is_fenced,
                settled_messages_are_counted_by_the_minute,
                a_failure_without_a_reason_says_so,
            }
            rules {
                orders_are_measured_as_they_stand_now,
                a_campaign_knows_whom_it_was_for_and_what_became_of_it,
                an_audience_with_a_past_is_described_as_a_whole,
                a_segment_is_part_of_a_rule,
            }
            segments {
                a_segment_is_saved_changed_and_forgotten,
                a_name_is_given_once_in_any_case,
                segments_are_listed_by_name,
                what_makes_no_sense_together_is_refused_inside_the_write,
                of_two_who_close_a_ring_at_once_one_is_refused,
                of_two_who_change_what_they_saw_one_is_refused,
                what_rules_refer_to_has_a_name_until_it_is_gone,
                a_segment_is_not_forgotten_while_something_refers_to_it,
                a_draft_refers_only_to_segments_that_are_there,
                another_workspaces_segment_is_not_found,
                every_deed_about_segments_is_noted_once,
            }
            sessions {
                a_person_sees_and_ends_their_own_sessions_only,
                a_session_moves_between_the_workspaces_of_its_person,
                the_use_of_a_session_is_noted_and_never_goes_back,
            }
        }

        $crate::conformance_tests! { @properties $fresh;
            histories { random_histories_leave_the_store_as_a_naive_model_says }
            ledger { random_interleavings_keep_the_ledger_equal_to_its_rows }
            pasts { random_pasts_are_answered_as_the_reference_says }
        }
    };
    (@cases $fresh:path; $($noun:ident { $($case:ident),* $(,)? })*) => {$(
        mod $noun {
            #[allow(unused_imports)]
            use super::*;

            $(
                #[tokio::test]
                async fn $case() {
                    if let Some(fresh) = $fresh().await {
                        $crate::conformance::$noun::$case(&*fresh.store).await;
                    }
                }
            )*
        }
    )*};
    (@properties $fresh:path; $($noun:ident { $($case:ident),* $(,)? })*) => {$(
        $(
            #[test]
            fn $case() {
                let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
                $crate::conformance::$noun::$case(&runtime, &|| runtime.block_on($fresh()));
            }
        )*
    )*};
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// A case that is not in the list would never run.
    #[test]
    fn every_case_is_in_the_list() {
        let list = include_str!("conformance.rs");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/conformance");
        let mut cases = 0;
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        for file in files.filter(|file| file.is_file()) {
            let source = std::fs::read_to_string(file).unwrap();
            for line in source.lines().filter_map(|line| line.strip_prefix("pub async fn ")) {
                if let Some((name, "store: &dyn Store) {")) = line.split_once('(') {
                    assert!(list.contains(&format!(" {name},")), "{name}");
                    cases += 1;
                }
            }
        }
        assert!(cases > 50, "the cases have moved");
    }
}
