"""From a candidate to a release: verdict, public file, verification, pointer."""
