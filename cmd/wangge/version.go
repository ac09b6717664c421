package main

import (
	"fmt"
	"runtime"
)

// version is set by the build (-ldflags "-X main.version=…").
var version = "unknown"

type versionCmd struct{}

func (c *versionCmd) Run(a *app) error {
	if a.JSON {
		return printJSON(a.out, map[string]string{"version": version, "go": runtime.Version()})
	}
	_, err := fmt.Fprintf(a.out, "wangge %s (%s)\n", version, runtime.Version())
	return err
}
