"""How often intervals hold the truth: experiments on queues whose true values theory knows, repeated many times."""
