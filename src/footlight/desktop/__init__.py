"""Windows on the desktop: the viewer, the choosers, an echo of what is sent. The extra ``desktop`` brings Qt."""
