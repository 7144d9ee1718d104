"""Work over two seconds: asked for, done behind the scenes with progress, stopped, looked back at."""
