"""The command line: parse, call one service, print. Sentences are made here; codes and numbers come from below."""
