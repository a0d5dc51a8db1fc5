"""How the weights of `vrdnet` were made: ``python -m training`` does all of it.

Not part of the installed package. Needs the extra ``training`` (PyTorch).
"""
