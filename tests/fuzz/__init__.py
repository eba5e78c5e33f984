"""What strangers write, made worse: each target is a property that runs as a test, and a function for a fuzzer."""
