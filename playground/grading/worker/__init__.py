"""The untrusted side. These files are also run alone, inside the sandbox.

They import the standard library, numpy and one another, nothing else of the project.
"""
