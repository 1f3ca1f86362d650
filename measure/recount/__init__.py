"""A slow and obvious recount of what the log holds, to check what the folds and replays made of it.

It looks at one event at a time and follows the tables of semantics.md, with plain sets and numbers that
change as it goes. It shares the words of the core (events, instants, what sets and columns are called)
and none of its rules: an error in a fold must not be made here again.
"""
