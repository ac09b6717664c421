package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/gridcode"
	"github.com/wangge-map/wangge/internal/identity"
)

type codesCmd struct {
	Add      codesAddCmd      `cmd:"" help:"Make grid codes for cells, or for a building."`
	List     codesListCmd     `cmd:"" help:"List grid codes."`
	Sheet    codesSheetCmd    `cmd:"" help:"Write a sheet of grid codes to print: A4, 24 a page."`
	Withdraw codesWithdrawCmd `cmd:"" help:"Put a grid code out of use, for good."`
}

// everywhere is the scope of whoever has the database itself.
var everywhere = identity.Scope{""}

// byCommand is who acts, for the audit.
func byCommand(name string) identity.Principal { return identity.Principal{Login: "wangge " + name} }

// withCodes runs fn with the database and what signs codes.
func (a *app) withCodes(ctx context.Context, fn func(*database, *gridcode.Signer) error) error {
	return a.withDatabase(ctx, func(db *database) error {
		signer, err := a.codeSigner()
		if err != nil {
			return err
		}
		return fn(db, signer)
	})
}

type codesAddCmd struct {
	Net      string  `help:"Net of the cells. Default: the default net." placeholder:"NAME"`
	Cell     string  `help:"Code of the cell that gets one." placeholder:"CODE" xor:"what" required:""`
	AllCells bool    `help:"One for every cell that has none in use." xor:"what" required:""`
	Building string  `help:"One for a building of this name, at --lon and --lat." placeholder:"NAME" xor:"what" required:""`
	Lon      float64 `help:"Of the building: longitude or easting."`
	Lat      float64 `help:"Of the building: latitude or northing."`
	Datum    string  `help:"Of --lon and --lat: wgs84, gcj02, bd09, cgcs2000 or epsg:N." placeholder:"NAME"`
	Label    string  `help:"What is printed on a cell's code. Default: the name of the cell." placeholder:"TEXT"`
}

func (c *codesAddCmd) Run(ctx context.Context, a *app) error {
	return a.withCodes(ctx, func(db *database, signer *gridcode.Signer) error {
		nets, err := loadNets(ctx, db.Store, c.Net, false)
		if err != nil {
			return err
		}
		ed, err := nets.At(c.Net, time.Now())
		if err != nil {
			return err
		}
		codes, err := c.wanted(ctx, db, ed)
		if err != nil || len(codes) == 0 {
			return err
		}
		for i := range codes {
			if codes[i].ID, err = gridcode.NewID(rand.Reader); err != nil {
				return err
			}
		}
		if err := db.AddCodes(ctx, byCommand("codes add"), ed.Net.Code, codes, time.Now()); err != nil {
			return err
		}
		return a.printCodes(codes, signer)
	})
}

func (c *codesAddCmd) wanted(ctx context.Context, db *database, ed *locate.Edition) ([]casework.GridCode, error) {
	switch {
	case c.AllCells:
		return cellsWithoutCode(ctx, db, ed)
	case c.Building != "":
		at, err := c.place()
		if err != nil {
			return nil, err
		}
		owner := ed.Index.Locate(at).Cell
		if owner < 0 {
			return nil, geo.Errorf(geo.Invalid, "--lon", "the building is in no cell, nor within %d m of one", locate.SnapM)
		}
		return []casework.GridCode{{Kind: "building", Cell: ed.Index.Cell(owner).Code, Label: c.Building, At: at}}, nil
	}
	i, known := ed.Index.ByCode(c.Cell)
	if !known {
		return nil, geo.Errorf(geo.NotFound, "--cell", "net %s has no cell %s now", ed.Net.Code, c.Cell)
	}
	made := codeOfCell(ed.Index.Cell(i))
	if c.Label != "" {
		made.Label = c.Label
	}
	return []casework.GridCode{made}, nil
}

func (c *codesAddCmd) place() (geo.Point, error) {
	d, err := parseDatum(c.Datum)
	if err != nil {
		return geo.Point{}, err
	}
	lon, lat, _, err := d.ToWGS84(c.Lon, c.Lat)
	if err != nil {
		return geo.Point{}, err
	}
	return geo.PointAt(lon, lat)
}

func codeOfCell(cell *geo.Cell) casework.GridCode {
	return casework.GridCode{Kind: "cell", Cell: cell.Code, Label: cell.Name, At: cell.Label}
}

// cellsWithoutCode returns codes to be made for the cells of ed that have none in use.
func cellsWithoutCode(ctx context.Context, db *database, ed *locate.Edition) ([]casework.GridCode, error) {
	found, err := db.FindCodes(ctx, everywhere, casework.CodeFilter{InUse: true, Limit: 1 << 30})
	if err != nil {
		return nil, err
	}
	has := map[string]bool{}
	for _, code := range found {
		if code.Kind == "cell" && code.Net == ed.Net.Code {
			if i := ed.Index.Locate(code.At).Cell; i >= 0 { // where it is now, whatever the cell was called then
				has[ed.Index.Cell(i).Code] = true
			}
		}
	}
	var out []casework.GridCode
	for i := range ed.Index.Len() {
		if cell := ed.Index.Cell(int32(i)); !has[cell.Code] {
			out = append(out, codeOfCell(cell))
		}
	}
	return out, nil
}

type codeLine struct {
	Code      string `json:"code"`
	Kind      string `json:"kind"`
	Cell      string `json:"cell"`
	Label     string `json:"label"`
	Withdrawn bool   `json:"withdrawn"`
}

func (a *app) printCodes(codes []casework.GridCode, signer *gridcode.Signer) error {
	lines := make([]codeLine, len(codes))
	for i, c := range codes {
		lines[i] = codeLine{signer.Text(c.ID), c.Kind, c.Cell, c.Label, !c.WithdrawnAt.IsZero()}
	}
	if a.JSON {
		return printJSON(a.out, map[string]any{"codes": lines})
	}
	p := &printer{w: a.out}
	for _, l := range lines {
		state := ""
		if l.Withdrawn {
			state = "\twithdrawn"
		}
		p.line("%s\t%s\t%s\t%s%s", l.Code, l.Kind, l.Cell, l.Label, state)
	}
	return p.err
}

type codesListCmd struct {
	Cell string `help:"Only those of this cell, or of those whose codes begin so." placeholder:"CODE"`
}

func (c *codesListCmd) Run(ctx context.Context, a *app) error {
	return a.withCodes(ctx, func(db *database, signer *gridcode.Signer) error {
		found, err := db.FindCodes(ctx, everywhere, casework.CodeFilter{Cell: c.Cell, Limit: 1 << 30})
		if err != nil {
			return err
		}
		return a.printCodes(found, signer)
	})
}

type codesWithdrawCmd struct {
	Code string `arg:"" help:"The code, as printed."`
}

func (c *codesWithdrawCmd) Run(ctx context.Context, a *app) error {
	return a.withCodes(ctx, func(db *database, signer *gridcode.Signer) error {
		id, err := signer.Read(c.Code)
		if err != nil {
			return err
		}
		if err := db.WithdrawCode(ctx, byCommand("codes withdraw"), everywhere, id, time.Now()); err != nil {
			return err
		}
		found, err := db.FindCode(ctx, id)
		if err != nil {
			return err
		}
		return a.printCodes([]casework.GridCode{found}, signer)
	})
}

type codesSheetCmd struct {
	Cell    string   `help:"The codes of this cell, or of those whose codes begin so." placeholder:"CODE" xor:"what" required:""`
	Codes   []string `help:"These codes, with commas between." placeholder:"CODE" xor:"what" required:""`
	BaseURL string   `help:"Address at which people reach the site, such as https://grid.example.cn. Default: what wangge serve was last given." placeholder:"URL" env:"WANGGE_BASE_URL"`
	Out     string   `help:"File to write: .html, to be printed by a browser, or .pdf, for which a Chromium must be installed. Default: HTML to the output." placeholder:"FILE" type:"path"`
}

func (c *codesSheetCmd) Run(ctx context.Context, a *app) error {
	base, err := checkBaseURL(c.BaseURL)
	if err != nil {
		return err
	}
	var page []byte
	err = a.withCodes(ctx, func(db *database, signer *gridcode.Signer) error {
		page, err = c.draw(ctx, db, signer, base)
		return err
	})
	if err != nil {
		return err
	}
	switch strings.ToLower(filepath.Ext(c.Out)) {
	case "":
		if c.Out == "" {
			_, err := a.out.Write(page)
			return err
		}
	case ".html", ".htm":
		return writeFile(c.Out, page)
	case ".pdf":
		return printPDF(ctx, page, c.Out)
	}
	return geo.Errorf(geo.Invalid, "--out", "must end in .html or .pdf")
}

func writeFile(path string, content []byte) error {
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return &geo.Error{Kind: geo.Invalid, Field: "--out", Msg: path + " can't be written", Err: err}
	}
	return nil
}

func (c *codesSheetCmd) draw(ctx context.Context, db *database, signer *gridcode.Signer, base string) ([]byte, error) {
	settings, err := db.Settings(ctx)
	if err != nil {
		return nil, err
	}
	if base == "" {
		base = settings["base_url"]
	}
	if base == "" {
		return nil, geo.Errorf(geo.Invalid, "--base-url", "is missing: the address that the codes are to lead to")
	}
	f := casework.CodeFilter{Cell: c.Cell, InUse: true, Limit: gridcode.MostOnSheet + 1}
	for _, text := range c.Codes {
		id, err := signer.Read(text)
		if err != nil {
			return nil, err
		}
		f.IDs = append(f.IDs, id)
	}
	found, err := db.FindCodes(ctx, everywhere, f)
	if err != nil {
		return nil, err
	}
	nets, err := loadNets(ctx, db.Store, "", true)
	if err != nil {
		return nil, err
	}
	sheet := gridcode.Sheet{SiteZH: settings["title_zh"], SiteEN: settings["title_en"]}
	for _, code := range found {
		sheet.Labels = append(sheet.Labels, labelOf(code, signer, nets, base))
	}
	var page bytes.Buffer
	err = sheet.Write(&page)
	return page.Bytes(), err
}

func labelOf(code casework.GridCode, signer *gridcode.Signer, nets *locate.Nets, base string) gridcode.Label {
	l := gridcode.Label{Text: signer.Text(code.ID), URL: base + "/c/" + signer.Compact(code.ID), Title: code.Label}
	if ed, err := nets.At(code.Net, time.Now()); err == nil {
		if i := ed.Index.Locate(code.At).Cell; i >= 0 {
			l.Cell, l.CellName = ed.Index.Cell(i).Code, ed.Index.Cell(i).Name
		}
	}
	return l
}

// checkBaseURL returns an address without the slash at its end; the empty one is none.
func checkBaseURL(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", geo.Errorf(geo.Invalid, "--base-url", "is not an address such as https://grid.example.cn")
	}
	return strings.TrimSuffix(u.String(), "/"), nil
}

// browsers are the names that a Chromium goes by.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// printTimeout is many times what a sheet of 2,400 codes takes.
const printTimeout = 2 * time.Minute

// printPDF lets a Chromium print page to the file out.
func printPDF(ctx context.Context, page []byte, out string) error {
	var browser string
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		return geo.Errorf(geo.Unavailable, "--out", "a PDF is printed by Chromium, which is not installed here; write .html and print it from a browser")
	}
	dir, err := os.MkdirTemp("", "wangge-sheet-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "sheet.html")
	if err := writeFile(file, page); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, printTimeout)
	defer cancel()
	args := []string{"--headless", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir=" + filepath.Join(dir, "profile"), "--print-to-pdf=" + out}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium's sandbox refuses root; the page is our own and loads nothing
	}
	if said, err := exec.CommandContext(ctx, browser, append(args, "file://"+file)...).CombinedOutput(); err != nil {
		return &geo.Error{Kind: geo.Unavailable, Field: "--out", Msg: browser + " did not print the sheet; write .html and print it from a browser", Err: fmt.Errorf("%w: %s", err, said)}
	}
	if _, err := os.Stat(out); err != nil {
		return &geo.Error{Kind: geo.Unavailable, Field: "--out", Msg: browser + " printed nothing; write .html and print it from a browser", Err: err}
	}
	return nil
}
