package open311

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Source is what reports that came this way say of themselves.
const Source = "open311"

// post takes a report from another system. It is answered only when the report is on disk.
func (c *call) post() error {
	c.w.Header().Set("Cache-Control", "no-store")
	f, err := c.readForm()
	if err != nil {
		return err
	}
	defer f.close()
	if err := c.checkJurisdiction(f.Get("jurisdiction_id")); err != nil {
		return err
	}
	who, err := c.authenticate(f.Get("api_key"))
	if err != nil {
		return err
	}
	report, err := c.readReport(f, who)
	if err != nil {
		return err
	}
	if f.media != nil && c.cfg.Photos == nil {
		return geo.Errorf(geo.Invalid, "media", "%s", c.say("这里暂不接收图片", "pictures can't be sent along here; leave it out"))
	}
	kept, err := c.cfg.Intake.Submit(c.r.Context(), report)
	if err != nil {
		return err
	}
	notice := c.notice(kept.Report.Tracking)
	if f.media != nil {
		lost, err := c.keepMedia(f, kept.Report)
		if err != nil {
			return err
		}
		notice += lost
	}
	c.write(http.StatusOK, posted{List: []postedRequest{{ID: kept.Case.ID.String(), Notice: text(notice)}}})
	return nil
}

// notice is for the person who reported: with the tracking number they can ask what was done, and contest it. It is told to
// nobody else.
func (c *call) notice(tracking string) string {
	return c.say("已收到。查询编号 "+tracking+"，可在 "+c.origin()+"/track 查看进展。", "Received. With the number "+tracking+" you can follow it at "+c.origin()+"/track.")
}

// authenticate returns who a key belongs to.
func (c *call) authenticate(key string) (identity.Principal, error) {
	if key == "" {
		return identity.Principal{}, geo.Errorf(geo.Forbidden, "api_key", "%s", c.say("缺少 api_key", "was not provided"))
	}
	invalid := geo.Errorf(geo.Forbidden, "api_key", "%s", c.say("无效", "is not valid"))
	if c.cfg.People == nil {
		return identity.Principal{}, invalid
	}
	who, err := c.cfg.People.Authenticate(c.r.Context(), key)
	if geo.KindOf(err) == geo.Forbidden && err != nil {
		return who, invalid
	}
	if err != nil {
		return who, err
	}
	// A session's token would do for a page of another site: keys are for programs.
	if !who.Known() || who.Token == uuid.Nil {
		return who, invalid
	}
	if !who.May(identity.ReportWrite) {
		return who, geo.Errorf(geo.Forbidden, "api_key", "%s", c.say("没有 report.write 权限", "does not allow this: it takes report.write"))
	}
	return who, nil
}

var soundKey = regexp.MustCompile(`^[\x21-\x7e]{8,200}$`)

// readReport turns what was posted into a report that the intake can place.
func (c *call) readReport(f form, who identity.Principal) (casework.Report, error) {
	category, err := c.find(f.Get("service_code"))
	if err != nil {
		return casework.Report{}, err
	}
	pin, err := c.readPin(f)
	if err != nil {
		return casework.Report{}, err
	}
	if err := c.checkScope(category, pin.At, who); err != nil {
		return casework.Report{}, err
	}
	words := strings.TrimSpace(f.Get("description"))
	if err := c.checkLength("description", words, mostWords); err != nil {
		return casework.Report{}, err
	}
	contact, err := c.readContact(f)
	if err != nil {
		return casework.Report{}, err
	}
	asks, err := c.asks()
	if err != nil {
		return casework.Report{}, err
	}
	answers, err := c.readAnswers(f, asks[category.Code])
	if err != nil {
		return casework.Report{}, err
	}
	media, err := c.readMediaURL(f.Get("media_url"))
	if err != nil {
		return casework.Report{}, err
	}
	key, err := c.identity(who)
	if err != nil {
		return casework.Report{}, err
	}
	return casework.Report{
		Category: category, Pin: pin, Description: words, Contact: contact, Answers: append(answers, media...),
		Source: Source, SourceID: key, Digest: digest(f.Values), ReportedAt: c.cfg.Now(),
	}, nil
}

// readPin reads where it is: WGS 84, as the standard has it.
func (c *call) readPin(f form) (casework.Pin, error) {
	for _, name := range []string{"address_id", "address_string"} {
		if f.Get("lat") == "" && f.Get("long") == "" && f.Get(name) != "" {
			return casework.Pin{}, geo.Errorf(geo.Invalid, name, "%s", c.say("这里还不能由地址找到位置；请给出 lat 和 long（WGS 84）", "can't be found on the map here; send lat and long in WGS 84"))
		}
	}
	at, err := c.readPoint(f.Get)
	if err != nil {
		return casework.Pin{}, err
	}
	p, err := geo.PointAt(at[0], at[1])
	return casework.Pin{At: p, Datum: "wgs84", SourceX: at[0], SourceY: at[1]}, err
}

// checkScope refuses a place for which the key does not hold.
func (c *call) checkScope(category casework.Category, p geo.Point, who identity.Principal) error {
	scope := who.Scope(identity.ReportWrite)
	if scope.Covers("") {
		return nil
	}
	ed, err := c.cfg.Nets.At(category.Net, c.cfg.Now())
	if err != nil {
		return err
	}
	area := geo.NoDistrict
	if cell := ed.Index.Locate(p).Cell; cell >= 0 {
		area = ed.Index.Cell(cell).Code
	} else if ed.Index.Len() > 0 {
		area = ed.Index.Cell(0).District
	}
	if !scope.Covers(area) {
		return geo.Errorf(geo.Forbidden, "api_key", "%s", c.say("不能上报这个区域的事项", "does not hold for this place"))
	}
	return nil
}

// readMediaURL keeps an address for those at work to look at. Nothing is fetched from it.
func (c *call) readMediaURL(raw string) ([]casework.Answer, error) {
	if raw = strings.TrimSpace(raw); raw == "" {
		return nil, nil
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(raw) > 2000 {
		return nil, geo.Errorf(geo.Invalid, "media_url", "%s", c.say("必须是 http 或 https 地址", "must be an http or https address"))
	}
	return []casework.Answer{{Code: casework.MediaURL, Values: []string{raw}}}, nil
}

// identity is the report's at its source. A client that may send twice names it with the header Idempotency-Key; the standard
// has nothing for it.
func (c *call) identity(who identity.Principal) (string, error) {
	key := c.r.Header.Get("Idempotency-Key")
	if key == "" {
		key = uuid.NewString()
	} else if !soundKey.MatchString(key) {
		return "", geo.Errorf(geo.Invalid, "Idempotency-Key", "%s", c.say("必须是 8 到 200 个可见字符", "must be 8 to 200 visible characters, such as a UUID"))
	}
	return fmt.Sprintf("%d:%s", who.AccountID, key), nil
}

// digest tells a resend from another report under the same key.
func digest(fields url.Values) []byte {
	own := maps.Clone(fields)
	delete(own, "api_key") // it may have been renewed meanwhile
	sum := sha256.Sum256([]byte(own.Encode()))
	return sum[:]
}

// keepMedia keeps the picture that came along. Its id follows from the report's, so that a resend keeps it once. A picture that
// can't be kept does not undo the report, which is on disk: why is said to whoever sent it.
func (c *call) keepMedia(f form, report casework.Report) (lost string, err error) {
	err = c.cfg.Photos.Keep(c.r.Context(), report, uuid.NewSHA1(report.ID, []byte("media")), f.media)
	var known *geo.Error
	if errors.As(err, &known) && (known.Kind == geo.Invalid || known.Kind == geo.Conflict) {
		return c.say(" 图片未能保存：", " The picture was not kept: ") + known.Msg, nil
	}
	return "", err
}
