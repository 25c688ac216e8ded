"""Announce once: the transactional outbox.

An edit of the knowledge is compared with what the *store* has seen (`planning`), and the difference is
written in one transaction: events, and one delivery for each subscription active at that moment (`enqueue`).
A relay claims deliveries with a lease, asks the platform with a deterministic nonce, and records the outcome
(`relay`, `courier`, `decide`). What a crash or a lost reply leaves open is settled by `reconcile`.

    pending ─claim→ sending ─recorded→ sent
       ↑               ├──────────────→ pending    certainly not accepted: again when due
       │               ├──────────────→ dead       may not post there; revived when it may
       │               ├──────────────→ held       cannot tell, or our own fault; a person decides
       │               └──lease over──→ sending    another relay reconciles
       └── retry, revive ── dead, held             cancelled: nothing to send any more

A delivery posts, edits (corrections, withdrawals) or publishes. Edits and publishes can be repeated safely;
only posts need the care above. Before a post is requested this is recorded in a transaction of its own, so
that a process that died before is told from one that died after. A message is always made from the newest
released state of what it is about; what was corrected after it was posted is added as a dated note.

The promise is one message for each event and channel subscribed at its time. Its one limit is stated in
`reconcile`: where a reply was lost, the nonce window is over and the message is not there although others
wrote since, it may have been deleted by a moderator, and is not posted again without a person's decision.
"""
