package main

import (
	"context"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/seal"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Read the whole audit trail and say whether it is intact. Exit code 3 when it is not."`
}

type auditVerifyCmd struct {
	Head []string `help:"A head that was noted before, from this command or the service's log: with one, a trail that was cut short or made anew is found too." placeholder:"N:HASH"`
}

func (c *auditVerifyCmd) Run(ctx context.Context, a *app) error {
	var noted []audit.Head
	for _, text := range c.Head {
		head, err := audit.ParseHead(text)
		if err != nil {
			return geo.Errorf(geo.Invalid, "--head", "must be a number, a colon and 64 hexadecimal digits")
		}
		noted = append(noted, head)
	}
	return a.withDatabase(ctx, func(db *database) error {
		v, err := db.VerifyAudit(ctx, noted...)
		if err != nil {
			return err
		}
		return a.printVerdict(v)
	})
}

func (a *app) printVerdict(v audit.Verdict) error {
	p := &printer{w: a.out}
	if a.JSON {
		out := map[string]any{"entries": v.Entries, "intact": v.Broken == nil, "broken_at": nil, "fault": nil, "head": v.Head.Text()}
		if v.Broken != nil {
			out["broken_at"], out["fault"] = v.Broken.Seq, v.Broken.Fault
		}
		p.err = printJSON(a.out, out)
	} else if v.Broken == nil {
		p.line("The audit trail is intact: %s.", count(v.Entries, "entry", "entries"))
		p.line("Its head, to be noted elsewhere: %s", v.Head.Text())
	} else {
		p.line("%s fit, the last of them %s", count(v.Entries, "entry", "entries"), v.Head.Text())
	}
	if v.Broken != nil && p.err == nil {
		return &geo.Error{Kind: geo.Conflict, Msg: v.Broken.Error()}
	}
	return p.err
}

type keysCmd struct {
	Rotate keysRotateCmd `cmd:"" help:"Make a new key and seal everything anew with it. Start the service again afterwards, everywhere."`
}

type keysRotateCmd struct{}

func (c *keysRotateCmd) Run(ctx context.Context, a *app) error {
	if _, err := seal.Rotate(a.keysDir(), time.Now()); err != nil {
		return err
	}
	return a.withDatabase(ctx, func(db *database) error { // opened with the new key
		if err := a.sealAnew(ctx, db); err != nil {
			return err
		}
		p := &printer{w: a.out}
		p.line("Key %s seals from now on. Copy %s to every node, start the services again, and keep a copy apart from the database's backups.", db.box.Newest(), a.keysDir())
		return p.err
	})
}
