package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the build (-ldflags "-X main.version=…"); a plain go build leaves the commit that it was made from.
var version = "unknown"

func init() {
	if version != "unknown" {
		return
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		version = commitOf(info.Settings)
	}
}

// commitOf returns the commit that a binary was built from, shortened, with -dirty where more had changed; unknown outside of a clone.
func commitOf(settings []debug.BuildSetting) string {
	commit, dirty := "unknown", ""
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 7:
			commit = s.Value[:7]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	return commit + dirty
}

type versionCmd struct{}

func (c *versionCmd) Run(a *app) error {
	if a.JSON {
		return printJSON(a.out, map[string]string{"version": version, "go": runtime.Version()})
	}
	_, err := fmt.Fprintf(a.out, "wangge %s (%s)\n", version, runtime.Version())
	return err
}
