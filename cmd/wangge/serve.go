package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"sync"
	"time"
	_ "time/tzdata" // a machine without time zones counts days all the same

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/export"
	"github.com/wangge-map/wangge/internal/feed"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/intake"
	"github.com/wangge-map/wangge/internal/office"
	"github.com/wangge-map/wangge/tiles"
	"github.com/wangge-map/wangge/web"
)

// listenFlags say how the service is reached.
type listenFlags struct {
	Listen           string  `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT" env:"WANGGE_LISTEN"`
	TrustProxy       bool    `help:"Take a client's address from X-Forwarded-For, as the reverse proxy in front sets it." env:"WANGGE_TRUST_PROXY"`
	WritesPerSecond  float64 `help:"Reports that one client may send each second." default:"10" env:"WANGGE_WRITES_PER_SECOND"`
	PhotosPerSecond  float64 `help:"Photos of up to 2 MB that one client may send each second, on the whole; larger ones count for more." default:"1" env:"WANGGE_PHOTOS_PER_SECOND"`
	ReadsPerSecond   float64 `help:"Other requests that one client may send each second." default:"100" env:"WANGGE_READS_PER_SECOND"`
	SignInsPerSecond float64 `help:"Attempts to sign in that one client may make each second." default:"1" env:"WANGGE_SIGN_INS_PER_SECOND"`
	signOnFlags
	privacyFlags
	blobFlags
	noticeFlags
}

type siteFlags struct {
	MapSource       string `help:"Source of the map, shown on it." env:"WANGGE_MAP_SOURCE"`
	MapApprovalNo   string `help:"Approval number of the map (审图号), shown on it." env:"WANGGE_MAP_APPROVAL_NO"`
	SurveyingCertNo string `help:"Number of the surveying certificate, shown on the map." env:"WANGGE_SURVEYING_CERT_NO"`
	BaseURL         string `help:"Address at which people reach the site, such as https://grid.example.cn: the printed grid codes lead there." env:"WANGGE_BASE_URL" placeholder:"URL"`
	TimeZone        string `help:"Time zone by whose calendar days are counted, such as America/New_York; Asia/Shanghai until one is named." env:"WANGGE_TIME_ZONE"`
}

type serveCmd struct {
	listenFlags
	siteFlags
	baseMapFlags
}

func (c *serveCmd) Run(ctx context.Context, a *app) error {
	if _, err := time.LoadLocation(c.TimeZone); err != nil {
		return geo.Errorf(geo.Invalid, "--time-zone", "there is no time zone %q; names are like Asia/Shanghai or America/New_York", c.TimeZone)
	}
	baseURL, err := checkBaseURL(c.BaseURL)
	if err != nil {
		return err
	}
	baseMap, closeBaseMap, err := c.open()
	if err != nil {
		return err
	}
	db, err := a.openDatabase(ctx)
	if err != nil {
		return errors.Join(err, closeBaseMap())
	}
	settings := map[string]string{}
	for key, value := range map[string]string{"map_source": c.MapSource, "map_approval_no": c.MapApprovalNo, "surveying_cert_no": c.SurveyingCertNo, "time_zone": c.TimeZone, "base_url": baseURL} {
		if value != "" {
			settings[key] = value
		}
	}
	if len(settings) > 0 {
		err = db.SaveSettings(ctx, settings)
	}
	if err == nil {
		err = a.serve(ctx, db, c.listenFlags, baseMap, nil)
	}
	return errors.Join(err, db.close(), closeBaseMap())
}

// shutdownTimeout bounds how long requests under way may take to end when the service stops.
const shutdownTimeout = 15 * time.Second

// serve runs the service on db until ctx ends. notes are printed with the address; baseMap may be nil.
func (a *app) serve(ctx context.Context, db *database, flags listenFlags, baseMap *api.BaseMap, notes []string) error {
	// Listen first: an address in use is found out before anything is loaded.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", flags.Listen)
	if err != nil {
		return &geo.Error{Kind: geo.Invalid, Field: "--listen", Msg: fmt.Sprintf("can't listen on %s; choose another address, or stop what uses it", flags.Listen), Err: err}
	}
	defer listener.Close()
	nets := &locate.Nets{}
	live := tiles.NewLive(nets, time.Now)
	desk, clerk, err := a.openOffice(db)
	if err != nil {
		return err
	}
	picture := feed.New(feed.Config{Store: db.Store, Nets: nets, Live: live, Now: time.Now, Log: a.log, Progress: a.tellLoading(), OnCases: clerk.Poke})
	registry := prometheus.NewRegistry()
	batches := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "wangge_intake_batch_reports", Help: "Reports in one commit.", Buckets: prometheus.ExponentialBuckets(1, 2, 9),
	})
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), batches)
	reports, err := intake.New(intake.Config{
		Keeper: db.Store, Editions: nets, Refresh: picture.Refresh, Now: time.Now, Random: rand.Reader, Log: a.log,
		OnBatch: func(n int) { batches.Observe(float64(n)) },
	})
	if err != nil {
		return err
	}
	sender, err := a.newSender(db, flags.noticeFlags)
	if err != nil {
		return err
	}
	album, err := a.openAlbum(ctx, db, flags.blobFlags, picture.Settings)
	if err != nil {
		return err
	}
	people, err := identity.New(identity.Config{Keeper: db.Store, Box: db.box, Now: time.Now, AutoLink: flags.OIDCAutoLink})
	if err != nil {
		return err
	}
	signOn, err := flags.provider(db)
	if err != nil {
		return err
	}
	serving, err := a.serving(db)
	if err != nil {
		return err
	}
	streamsEnd := make(chan struct{})
	handler, err := api.New(api.Config{
		Desk: desk, Acts: desk, Stories: desk, WorkFeed: picture,
		People: people, SignIn: people, Secrets: people, Accounts: people, Tokens: people, SignOn: signOn, Trail: db.Store, Forgetter: db.Store,
		Nets: nets, Intake: reports, Reports: db.Store, Photos: album, Layers: live, Picture: picture, Page: a.page(), BaseMap: baseMap, Version: version, Metrics: registry,
		Log: a.log, Now: time.Now, Done: streamsEnd, Serving: serving, Open311: api.Open311{Cases: db.Store},
		Areas: db.Store, Rules: api.Rules{Read: db.Store, Edit: db.Store}, Figures: api.Figures{Cases: db.Store, Workbook: writeSheet},
		Notices: db.Store, Hooks: db.Store, HookRules: api.HookRules{Box: db.box, AllowPrivate: flags.AllowPrivateHooks},
		Limits: api.Limits{ReadsPerSecond: flags.ReadsPerSecond, WritesPerSecond: flags.WritesPerSecond, PhotosPerSecond: flags.PhotosPerSecond, SignInsPerSecond: flags.SignInsPerSecond, TrustProxy: flags.TrustProxy},
	})
	if err != nil {
		return err
	}
	background := newBackground(ctx)
	defer background.stop()
	return a.listen(ctx, listener, handler, streamsEnd, func() error {
		if err := a.sealAnew(ctx, db); err != nil {
			return err
		}
		if err := picture.Load(ctx); err != nil {
			return err
		}
		background.run(picture.Run)
		background.run(a.housekeeping(db, flags.KeepContacts))
		background.run(reports.Run)
		background.run(func(ctx context.Context) { db.RunJobs(ctx, a.jobsConfig(db, album, sender, listener.Addr().String())) })
		background.run(clerk.Run)
		if db.server != nil {
			background.run(db.server.Watch)
		}
		a.announce(listener.Addr(), notes)
		return nil
	})
}

// sealAnew seals what older versions kept plain, and what an older key sealed. It refuses to go on without the keys.
func (a *app) sealAnew(ctx context.Context, db *database) error {
	if err := db.CheckKeys(ctx); err != nil {
		return err
	}
	if err := a.sealing(ctx, "contacts", db.SealContacts); err != nil {
		return err
	}
	return a.sealing(ctx, "secrets", db.SealSecrets)
}

// sealing tells of the progress of work every other second, and at its end how much there was.
func (a *app) sealing(ctx context.Context, what string, work func(context.Context, func(done, total int64)) (int64, error)) error {
	last := time.Now()
	done, err := work(ctx, func(done, total int64) {
		if now := time.Now(); now.Sub(last) > 2*time.Second {
			last = now
			a.log.Info("sealing", "what", what, "done", done, "of", total)
		}
	})
	if done > 0 {
		a.log.Info("sealed", "what", what, "count", done)
	}
	return err
}

// writeSheet writes a table of the API as a workbook.
func writeSheet(w io.Writer, s api.Sheet) error {
	t := export.Table{Title: s.Title, Rows: s.Rows, About: s.About, Lang: export.Chinese}
	if s.English {
		t.Lang = export.English
	}
	for _, c := range s.Columns {
		t.Columns = append(t.Columns, export.TableColumn(c))
	}
	return export.WriteTable(w, t)
}

// openOffice returns where cases are worked, and the clerk who works there.
func (a *app) openOffice(db *database) (*office.Office, *office.Clerk, error) {
	desk, err := office.New(office.Config{Actions: db.Store, Lists: db.Store, Public: db.Store, People: db.Store, Rulebook: db.Store, Now: time.Now})
	if err != nil {
		return nil, nil, err
	}
	clerk, err := office.NewClerk(office.ClerkConfig{Office: desk, Waiting: db.Store, Now: time.Now, Log: a.log})
	return desk, clerk, err
}

// tellLoading returns what says, every few seconds, how much of a large picture has been loaded.
func (a *app) tellLoading() func(read, total int64) {
	last := time.Now()
	return func(read, total int64) {
		if now := time.Now(); now.Sub(last) > 2*time.Second {
			last = now
			a.log.Info("loading cases", "read", read, "of_about", total)
		}
	}
}

// listen answers requests until ctx ends or load, which it calls meanwhile, fails; then it lets those under way end.
func (a *app) listen(ctx context.Context, listener net.Listener, handler http.Handler, streamsEnd chan struct{}, load func() error) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	loadErr := load()
	if loadErr == nil {
		select {
		case err := <-ended:
			return fmt.Errorf("serve: %w", err)
		case <-ctx.Done():
		}
	}
	a.log.Info("stopping")
	close(streamsEnd)
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	return errors.Join(loadErr, server.Shutdown(stopCtx))
}

// announce says that the service is ready, and where.
func (a *app) announce(address net.Addr, notes []string) {
	url := "http://" + address.String()
	if a.JSON {
		_ = printJSON(a.out, map[string]any{"ready": true, "url": url})
		return
	}
	fmt.Fprintf(a.out, "\nwangge is ready: %s\n", url)
	for _, note := range notes {
		fmt.Fprintln(a.out, note)
	}
}

// page is the built web app, or nil when the binary was compiled without it.
func (a *app) page() fs.FS {
	files, err := web.Dist()
	if err != nil {
		a.log.Warn("no pages to serve, only the API", "error", err)
		return nil
	}
	return files
}

// background runs what goes on beside the requests. It ends after them: whoever waits for a commit must get an answer.
type background struct {
	ctx    context.Context
	cancel context.CancelFunc
	group  sync.WaitGroup
}

func newBackground(ctx context.Context) *background {
	b := &background{}
	b.ctx, b.cancel = context.WithCancel(context.WithoutCancel(ctx))
	return b
}

func (b *background) run(fn func(context.Context)) { b.group.Go(func() { fn(b.ctx) }) }

func (b *background) stop() {
	b.cancel()
	b.group.Wait()
}
