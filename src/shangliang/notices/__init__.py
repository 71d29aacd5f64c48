"""通知 notices: who is told what, by which channel; in-app notices and delivery through the outbox."""
