"""流转记录 ledger: append-only record in a Merkle tree, advance(), the outbox that is the queue, reactions."""
