//! The names of the collections. What their documents hold is written where they are read.
//!
//! Everywhere `w` is the workspace and `_id` the identifier, or the parts of a key in the order they are written
//! here; instants are milliseconds since 1970 UTC, amounts minor units, words the numbers of `codes`.

/// `{_id, name, currency, zone, configured, createdAt, first?, touched?}`
pub(super) const WORKSPACES: &str = "workspaces";
/// `{_id, name?, email?, issuer?, subject?}`
pub(super) const USERS: &str = "users";
/// `{_id: {w, u}, role, joinedAt}`
pub(super) const MEMBERS: &str = "members";
/// `{_id: hash, w, user?, invitation?, expiresAt}`
pub(super) const LINKS: &str = "links";
/// `{_id, w, u, createdAt, seenAt, expiresAt, agent?, address?}`
pub(super) const SESSIONS: &str = "sessions";
/// `{_id, w, name, prefix, hash, scopes, createdAt, expiresAt?, lastUsedAt?}`
pub(super) const API_KEYS: &str = "apiKeys";
/// `{_id, w, email, role, createdAt, expiresAt}`
pub(super) const INVITATIONS: &str = "invitations";
/// `{_id, w, at, deed, kind, actor?, actorName?, address?, on?, named?, detail?}`: `kind` is of the actor. Never changed
/// nor removed.
pub(super) const AUDIT: &str = "audit";
/// `{_id: name, value}`
pub(super) const SECRETS: &str = "secrets";
/// `{_id: number, holder, expiresAt, reserved}`
pub(super) const NODES: &str = "nodes";
/// `{_id: {w, t}, position, from?, customers, orders, revenue, deadLetters}`: up to where a topic is applied, and what its
/// worker has changed in all. Made with the workspace.
pub(super) const MARKS: &str = "marks";
/// `{_id: {w, t, p}, applied, dead, receivedAt, appliedAt, expireAt: Date}`
pub(super) const OUTCOMES: &str = "outcomes";
/// `{_id, w, t, field, code, message, record, createdAt}`
pub(super) const DEAD_LETTERS: &str = "deadLetters";
/// `{_id, w, externalId?, email?, phone?, name?, city?, tags?, attributes?, emailConsent?, emailConsentAt?,
/// smsConsent?, smsConsentAt?, createdAt, updatedAt, spend, visits, firstPurchased?, lastPurchased?, …}`
pub(super) const CUSTOMERS: &str = "customers";
/// `{_id, w, customer, amount, refunded, orderDate, status, createdAt, externalId?, items?, net?, before?: {customer,
/// orderDate}}`: `before` is of what the present document replaced
pub(super) const ORDERS: &str = "orders";
/// `{_id: {w, ch, a}, createdAt}`
pub(super) const SUPPRESSIONS: &str = "suppressions";
/// `{_id, w, kind, fileName?, state, rowsRead, accepted, rejected, lastPosition, kept, startedAt, heardAt,
/// finishedAt?, error?}`
pub(super) const IMPORTS: &str = "imports";
/// `{_id: {i, n}, w, line, field, code, message}`
pub(super) const IMPORT_REJECTIONS: &str = "importRejections";
/// `{_id, w, key, name, description?, rule, refs, createdAt, updatedAt}`: `key` is the name folded, `refs` the segments that
/// the rule refers to.
pub(super) const SEGMENTS: &str = "segments";
/// `{_id, w, state, channel, simulated, turn?, enrolled, createdAt, launchedAt?, completedAt?, name, objective?,
/// problem?, subject?, body?, rule?, segment?, refs?, resends?, scheduledAt?,
/// scheduledOffset?, scheduledEveryone?}`: `resends` grows whenever messages are let go out once more, `refs` are the segments it refers to, until it has taken its audience. `turn` is there, and above zero, while something may be pending; it grows with
/// every lease. Counters are in the chunks.
pub(super) const CAMPAIGNS: &str = "campaigns";
/// `{_id: "c-n", w, c, n, expanded, pending, submitted, sent, failed, skipped, uncertain, dueAt, token, leasedUntil,
/// holder?, awaitingSince?, askAfter?, changes, reasons, minutes}`: a thousand places of the ledger of the campaign `c`,
/// the unit of expansion, lease and counters. `changes` counts the transactions that took the chunk; the keys of
/// `reasons` and `minutes` are in `ledger`.
pub(super) const CHUNKS: &str = "chunks";
/// `{_id: "c-n", w, c, n, at?, first, last, customers: Binary}`: who was enrolled when in a chunk, as `chunk` encodes it,
/// from which id to which. Apart from the chunk, which changes all the time while this never does.
pub(super) const ENROLMENTS: &str = "enrolments";
/// `{_id: "c-o", w, c, o, customer, state, attempt, reason?, retryAt?, submittedAt?, askAfter?, changedAt, textOf?, to?,
/// name?, subject?, body?, html?}`: `o` is the place in the ledger of the campaign `c`, `textOf` the attempt that the
/// text was rendered for.
pub(super) const MESSAGES: &str = "messages";
/// `{_id: "c-a", w}`: addresses taken within the campaign `c`.
pub(super) const TAKEN_ADDRESSES: &str = "takenAddresses";
/// `{_id: {w, h}, customers, orders, erasedAt}`: names of customers who were erased, hashed; with the positions up to
/// which the log's records of them are not applied.
pub(super) const ERASED_NAMES: &str = "erasedNames";
/// `{_id: {w, h}, emailConsent, emailConsentAt?}`: addresses that somebody who was erased had declined to be written to
/// on, hashed; with their consent as a customer's is stored, whatever the channel.
pub(super) const WITHDRAWALS: &str = "withdrawals";

/// `{_id: w, revision}`: how often what its audiences depend on has changed without a mark moving. See `feed`.
pub(super) const REVISIONS: &str = "revisions";

/// All of them: made at start, since a transaction had better make none.
pub(super) const ALL: &[&str] = &[
    WORKSPACES,
    USERS,
    MEMBERS,
    INVITATIONS,
    LINKS,
    SESSIONS,
    API_KEYS,
    AUDIT,
    SECRETS,
    NODES,
    MARKS,
    OUTCOMES,
    DEAD_LETTERS,
    CUSTOMERS,
    ORDERS,
    SUPPRESSIONS,
    IMPORTS,
    IMPORT_REJECTIONS,
    SEGMENTS,
    CAMPAIGNS,
    CHUNKS,
    ENROLMENTS,
    MESSAGES,
    TAKEN_ADDRESSES,
    ERASED_NAMES,
    WITHDRAWALS,
    REVISIONS,
];
