"""Kills the house's processes at random while people work, and looks whether anything was lost. Not part of the product."""
