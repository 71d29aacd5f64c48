"""Citizen pages of topics: hot issues, the list of topics, the vote, the call for topics."""
