"""What a verification finds is put right, one named action a kind of damage; nothing is thrown away.

The files come first, then what the ledger says of them, then index and rows, which are made anew from them.
"""
