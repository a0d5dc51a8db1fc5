"""Make the weights of `vrdnet`: ``python -m training`` does all of it.

Not part of the installed package. Needs the extra ``training`` (PyTorch).
"""
