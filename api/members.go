package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/certificate"
	"github.com/wangge-map/wangge/internal/identity"
)

// Members keeps who serves which cell. Whoever is outside the scope is as good as not there.
type Members interface {
	FindMembers(ctx context.Context, scope identity.Scope, f casework.MemberFilter) ([]casework.Enrolled, error)
	AddMember(ctx context.Context, by identity.Principal, j casework.Joining) (int64, error)
	ChangeMember(ctx context.Context, by identity.Principal, scope identity.Scope, id int64, change casework.MemberChange, at time.Time) (casework.Enrolled, error)
	MemberContact(ctx context.Context, by identity.Principal, scope identity.Scope, id int64, why string, at time.Time) (casework.Contact, error)
}

// Rosters keeps when members serve.
type Rosters interface {
	OnDuty(ctx context.Context, net, cell string, at time.Time) ([]casework.Enrolled, error)
	Roster(ctx context.Context, scope identity.Scope, id int64) ([]casework.Shift, error)
	SaveRoster(ctx context.Context, by identity.Principal, scope identity.Scope, id int64, spans []casework.Shift, at time.Time) error
}

// Serving is what members, grid codes and certificates need. Where a part is nil, what needs it answers 503.
type Serving struct {
	Members      Members
	Rosters      Rosters
	Joins        Joins
	Codes        Codes
	Signer       Signer
	Certificates *certificate.Issuer
	Past         Past // nil: only editions in memory can be certified
}

const (
	pathMembers = "/api/v1/members"
	pathMember  = pathMembers + "/{id}"
)

// registerMembers adds what is for members, rosters and grid codes.
func (s *server) registerMembers() {
	errors := []int{400, 401, 403, 404, 429, 503}
	handle(s, huma.Operation{
		OperationID: "members", Method: http.MethodGet, Path: pathMembers, Tags: []string{"Members"}, Errors: errors,
		Summary: "Who serves the cells", Description: "Within the area of your role. Takes member.read.",
	}, s.findMembers)
	handle(s, huma.Operation{
		OperationID: "members-on-duty", Method: http.MethodGet, Path: pathMembers + "/on-duty", Tags: []string{"Members"}, Errors: errors,
		Summary: "Who serves a cell at a moment, by the roster and the site's clock", Description: "Takes member.read.",
	}, s.onDuty)
	handle(s, huma.Operation{
		OperationID: "add-member", Method: http.MethodPost, Path: pathMembers, Tags: []string{"Members"}, DefaultStatus: http.StatusCreated, Errors: append([]int{409, 413, 415}, errors...),
		Summary: "Enter a member", Description: "They serve at once. Takes member.manage; audited.",
	}, s.addMember)
	handle(s, huma.Operation{
		OperationID: "change-member", Method: http.MethodPatch, Path: pathMember, Tags: []string{"Members"}, Errors: append([]int{409, 413, 415}, errors...),
		Summary: "Train, approve, move or part with a member",
		Description: "The states are pending, trained, active, left, in this order; who has left comes back as trained. The telephone number of who leaves is forgotten. " +
			"Takes member.manage; audited.",
	}, s.changeMember)
	handle(s, huma.Operation{
		OperationID: "member-contact", Method: http.MethodGet, Path: pathMember + "/contact", Tags: []string{"Members"}, Errors: errors,
		Summary: "How to reach a member", Description: "Takes member.manage. Who looked and why is noted before it is answered.",
	}, s.memberContact)
	handle(s, huma.Operation{
		OperationID: "roster", Method: http.MethodGet, Path: pathMember + "/roster", Tags: []string{"Members"}, Errors: errors,
		Summary: "When a member serves", Description: "Takes member.read.",
	}, s.roster)
	handle(s, huma.Operation{
		OperationID: "save-roster", Method: http.MethodPut, Path: pathMember + "/roster", Tags: []string{"Members"}, Errors: append([]int{413, 415}, errors...),
		Summary: "Say when a member serves", Description: "In place of what was said before. Takes member.manage; audited.",
	}, s.saveRoster)
	s.registerCodes()
}

// notHere is the answer where the service was started without what an operation needs.
func notHere() error {
	return geo.Errorf(geo.Unavailable, "", "this service runs without what this needs")
}

// permitWith is permit for an operation that the service has what it needs for, or not.
func permitWith(ctx context.Context, permission identity.Permission, has bool) (identity.Principal, identity.Scope, error) {
	p, scope, err := permit(ctx, permission)
	if err == nil && !has {
		err = notHere()
	}
	return p, scope, err
}

// Member is a person who serves a cell, as those who run it see them.
type Member struct {
	ID         int64     `json:"id"`
	Name       string    `json:"name"`
	Role       string    `json:"role" enum:"leader,full_time,part_time,instructor,volunteer"`
	Net        string    `json:"net"`
	Cell       string    `json:"cell"`
	State      string    `json:"state" enum:"pending,trained,active,left"`
	JoinedAt   time.Time `json:"joined_at"`
	OnDuty     bool      `json:"on_duty"`
	Language   string    `json:"language"`
	HasContact bool      `json:"has_contact"`
}

func memberOf(m casework.Enrolled) Member {
	return Member{
		ID: m.ID, Name: m.Name, Role: string(m.Role), Net: m.Net, Cell: m.Cell, State: string(m.State), JoinedAt: m.JoinedAt.UTC(),
		OnDuty: m.OnDuty, Language: m.Language, HasContact: m.Contact,
	}
}

type membersOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Members []Member `json:"members"`
	}
}

func membersOf(found []casework.Enrolled) *membersOutput {
	out := &membersOutput{CacheControl: "no-store"}
	out.Body.Members = make([]Member, len(found))
	for i, m := range found {
		out.Body.Members[i] = memberOf(m)
	}
	return out
}

type membersInput struct {
	Net   string `query:"net" maxLength:"40" doc:"the default net when left out"`
	Cell  string `query:"cell" maxLength:"64" doc:"code of a cell or its first digits; all that you may see when left out"`
	State string `query:"state" enum:"pending,trained,active,left" doc:"all when left out"`
	Limit int    `query:"limit" minimum:"1" maximum:"5000" default:"500"`
}

func (s *server) findMembers(ctx context.Context, in *membersInput) (*membersOutput, error) {
	_, scope, err := permitWith(ctx, identity.MemberRead, s.cfg.Members != nil)
	if err != nil {
		return nil, err
	}
	found, err := s.cfg.Members.FindMembers(ctx, scope, casework.MemberFilter{
		Net: in.Net, Cell: in.Cell, State: casework.MemberState(in.State), Limit: in.Limit, At: s.cfg.Now(),
	})
	if err != nil {
		return nil, err
	}
	return membersOf(found), nil
}

type onDutyInput struct {
	Net  string    `query:"net" maxLength:"40" doc:"the default net when left out"`
	Cell string    `query:"cell" maxLength:"64" required:"true" doc:"code"`
	At   time.Time `query:"at" doc:"RFC 3339; now when left out"`
}

func (s *server) onDuty(ctx context.Context, in *onDutyInput) (*membersOutput, error) {
	_, scope, err := permitWith(ctx, identity.MemberRead, s.cfg.Rosters != nil)
	if err != nil {
		return nil, err
	}
	if err := s.knownCell(in.Net, in.Cell, scope); err != nil {
		return nil, err
	}
	at := in.At
	if at.IsZero() {
		at = s.cfg.Now()
	}
	found, err := s.cfg.Rosters.OnDuty(ctx, in.Net, in.Cell, at)
	if err != nil {
		return nil, err
	}
	return membersOf(found), nil
}

// knownCell returns a NotFound error when net, the default one when empty, has no such cell now, or it is outside scope.
func (s *server) knownCell(net, cell string, scope identity.Scope) error {
	ed, err := s.cfg.Nets.At(net, s.cfg.Now())
	if err != nil {
		return err
	}
	if _, known := ed.Index.ByCode(cell); !known || !scope.Covers(cell) {
		return geo.Errorf(geo.NotFound, "cell", "there is no such cell among yours")
	}
	return nil
}

type addMemberInput struct {
	Body struct {
		Net      string `json:"net,omitempty" maxLength:"40" doc:"the default net when left out"`
		Cell     string `json:"cell" doc:"code"`
		Name     string `json:"name" doc:"at most 60 characters"`
		Role     string `json:"role" enum:"leader,full_time,part_time,instructor,volunteer"`
		Phone    string `json:"phone,omitempty" doc:"kept sealed"`
		Language string `json:"language,omitempty" enum:"zh,en" doc:"of the words to be sent to them; zh when left out"`
	}
}

type memberOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Member
}

func (s *server) addMember(ctx context.Context, in *addMemberInput) (*memberOutput, error) {
	by, scope, err := permitWith(ctx, identity.MemberManage, s.cfg.Members != nil)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	if err := s.knownCell(b.Net, b.Cell, scope); err != nil {
		return nil, err
	}
	j := casework.Joining{
		Member: casework.Member{Name: b.Name, Role: casework.Role(b.Role), Cell: b.Cell}, Net: b.Net, State: casework.Active,
		Language: b.Language, Phone: b.Phone, At: s.cfg.Now(),
	}
	if j.Language == "" {
		j.Language = "zh"
	}
	if err := checkJoining(&j); err != nil {
		return nil, err
	}
	id, err := s.cfg.Members.AddMember(ctx, by, j)
	if err != nil {
		return nil, err
	}
	ed, err := s.cfg.Nets.At(b.Net, s.cfg.Now())
	if err != nil {
		return nil, err
	}
	return &memberOutput{CacheControl: "no-store", Body: memberOf(casework.Enrolled{
		Member: j.Member, ID: id, Net: ed.Net.Code, State: j.State, JoinedAt: j.At, Language: j.Language, Contact: j.Phone != "",
	})}, nil
}

// checkJoining refuses a name or a phone that can't be one, and takes the spaces around them away.
func checkJoining(j *casework.Joining) error {
	j.Name, j.Phone = strings.TrimSpace(j.Name), strings.TrimSpace(j.Phone)
	if err := checkName(j.Name); err != nil {
		return err
	}
	if j.Phone != "" && !soundPhone.MatchString(j.Phone) {
		return geo.Errorf(geo.Invalid, "phone", "is not a telephone number: 5 to 20 digits, spaces, + - ( )")
	}
	return nil
}

func checkName(name string) error {
	if name == "" {
		return geo.Errorf(geo.Invalid, "name", "is missing")
	}
	if strings.ContainsAny(name, "\r\n\t") {
		return geo.Errorf(geo.Invalid, "name", "must stand on one line")
	}
	return checkText("name", name, 60)
}

type changeMemberInput struct {
	ID   int64 `path:"id"`
	Body struct {
		State *string `json:"state,omitempty" enum:"pending,trained,active,left"`
		Role  *string `json:"role,omitempty" enum:"leader,full_time,part_time,instructor,volunteer"`
		Cell  *string `json:"cell,omitempty" doc:"code; one of yours"`
		Name  *string `json:"name,omitempty" doc:"at most 60 characters"`
	}
}

func (s *server) changeMember(ctx context.Context, in *changeMemberInput) (*memberOutput, error) {
	by, scope, err := permitWith(ctx, identity.MemberManage, s.cfg.Members != nil)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	change := casework.MemberChange{State: (*casework.MemberState)(b.State), Role: (*casework.Role)(b.Role), Cell: b.Cell}
	if b.Name != nil {
		name := strings.TrimSpace(*b.Name)
		if err := checkName(name); err != nil {
			return nil, err
		}
		change.Name = &name
	}
	if change.Cell != nil {
		if err := s.knownAnywhere(*change.Cell, scope); err != nil {
			return nil, err
		}
	}
	m, err := s.cfg.Members.ChangeMember(ctx, by, scope, in.ID, change, s.cfg.Now())
	if err != nil {
		return nil, noMember(err)
	}
	return &memberOutput{CacheControl: "no-store", Body: memberOf(m)}, nil
}

// knownAnywhere returns a NotFound error when no net has such a cell now, or it is outside scope.
func (s *server) knownAnywhere(cell string, scope identity.Scope) error {
	for _, ed := range s.cfg.Nets.List(s.cfg.Now()) {
		if s.knownCell(ed.Net.Code, cell, scope) == nil {
			return nil
		}
	}
	return geo.Errorf(geo.NotFound, "cell", "there is no such cell among yours")
}

// noMember says in words what was not found.
func noMember(err error) error {
	if geo.KindOf(err) == geo.NotFound && problemOf(err).Field == "" {
		return geo.Errorf(geo.NotFound, "id", "there is no such member among yours")
	}
	return err
}

type memberContactInput struct {
	ID  int64  `path:"id"`
	Why string `query:"why" required:"true" doc:"why you look, 2 to 200 characters; it is noted"`
}

type memberContactOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Name  string `json:"name"`
		Phone string `json:"phone" doc:"empty: none is kept"`
	}
}

func (s *server) memberContact(ctx context.Context, in *memberContactInput) (*memberContactOutput, error) {
	by, scope, err := permitWith(ctx, identity.MemberManage, s.cfg.Members != nil)
	if err != nil {
		return nil, err
	}
	why, err := audit.Why(in.Why)
	if err != nil {
		return nil, err
	}
	if err := checkText("why", why, 200); err != nil { // no control characters
		return nil, err
	}
	c, err := s.cfg.Members.MemberContact(ctx, by, scope, in.ID, why, s.cfg.Now())
	if err != nil {
		return nil, noMember(err)
	}
	out := &memberContactOutput{CacheControl: "no-store"}
	out.Body.Name, out.Body.Phone = c.Name, c.Phone
	return out, nil
}

// Span is when a member serves, by the site's clock.
type Span struct {
	Weekday int `json:"weekday" doc:"1 is Monday, 7 Sunday"`
	From    int `json:"from" doc:"minutes since midnight"`
	To      int `json:"to" doc:"minutes since midnight, not served any more; at or before from: past midnight"`
}

type rosterBody struct {
	Spans []Span `json:"spans" nullable:"false" maxItems:"50" doc:"in the order of the week; what goes past midnight is kept as two"`
}

type rosterInput struct {
	ID int64 `path:"id"`
}

type rosterOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         rosterBody
}

func rosterOf(shifts []casework.Shift) *rosterOutput {
	out := &rosterOutput{CacheControl: "no-store", Body: rosterBody{Spans: make([]Span, len(shifts))}}
	for i, shift := range shifts {
		out.Body.Spans[i] = Span(shift)
	}
	return out
}

func (s *server) roster(ctx context.Context, in *rosterInput) (*rosterOutput, error) {
	_, scope, err := permitWith(ctx, identity.MemberRead, s.cfg.Rosters != nil)
	if err != nil {
		return nil, err
	}
	shifts, err := s.cfg.Rosters.Roster(ctx, scope, in.ID)
	if err != nil {
		return nil, err
	}
	return rosterOf(shifts), nil
}

type saveRosterInput struct {
	ID   int64 `path:"id"`
	Body rosterBody
}

func (s *server) saveRoster(ctx context.Context, in *saveRosterInput) (*rosterOutput, error) {
	by, scope, err := permitWith(ctx, identity.MemberManage, s.cfg.Rosters != nil)
	if err != nil {
		return nil, err
	}
	shifts := make([]casework.Shift, len(in.Body.Spans))
	for i, span := range in.Body.Spans {
		shifts[i] = casework.Shift(span)
	}
	if shifts, err = casework.CheckRoster(shifts); err != nil {
		return nil, err
	}
	if err := s.cfg.Rosters.SaveRoster(ctx, by, scope, in.ID, shifts, s.cfg.Now()); err != nil {
		return nil, noMember(err)
	}
	return rosterOf(shifts), nil
}
