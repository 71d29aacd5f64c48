"""传播 media: coverage items per channel, with reach snapshots that name their source."""
