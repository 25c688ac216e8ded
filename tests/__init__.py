"""Tests of the ISECG bot; the folders mirror the rooms of the code."""
