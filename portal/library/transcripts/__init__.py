"""The words of recordings, with the record that carries them: typed, shown, taken away."""
