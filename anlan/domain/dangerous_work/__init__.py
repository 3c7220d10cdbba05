"""Dangerous works of a building site (危大工程, 超危大工程): what may bring many to death at once.

Which works are, by what size, says the ministry (住建部令第37号, 建办质〔2018〕31号): the numbers are entered, the judgement is
made by an edition of those rules and kept with it. The people on the site enter each work with its scheme (专项施工方案); one
above the second threshold is argued before experts (专家论证) first. Briefings, the course of the work and its acceptance are
records of their own, and the work's state follows them. Company, branch and authority read what is there, see in red what is
missing, and urge.
"""
