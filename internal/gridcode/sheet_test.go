package gridcode_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/gridcode"
)

func labels(t *testing.T, n int) []gridcode.Label {
	t.Helper()
	s := signer(t, 3)
	out := make([]gridcode.Label, n)
	for i := range out {
		id := fmt.Sprintf("7K3M%04d", i)
		out[i] = gridcode.Label{
			Text: s.Text(id), URL: "https://grid.dingjia.example/c/" + s.Compact(id), Title: fmt.Sprintf("状元街%d号院 & <一单元>", i),
			CellName: "沙堆社区第4网格", Cell: "500120005002004",
		}
	}
	return out
}

// decode is a QR reader that shares nothing with what draws them.
func decode(t *testing.T, picture image.Image) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "cell.png")
	var raw bytes.Buffer
	if err := png.Encode(&raw, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, raw.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "zbarimg", "--quiet", "--raw", file).Output()
	if err != nil {
		t.Fatalf("zbarimg (package zbar-tools, which make install-test installs) reads nothing: %v", err)
	}
	return strings.TrimSpace(string(out))
}

var move = regexp.MustCompile(`m(-?\d+)[ ]?(-?\d+)h(\d+)v1h-(\d+)z`)

// raster draws the data of a path as scale × scale pixels a module, on white.
func raster(t *testing.T, data string, size, scale int) image.Image {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, size*scale, size*scale))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	if left := move.ReplaceAllString(data, ""); left != "" {
		t.Fatalf("the path holds %q, which is not a box", left)
	}
	x, y := 0, 0
	for _, m := range move.FindAllStringSubmatch(data, -1) {
		var v [4]int
		for i := range v {
			v[i], _ = strconv.Atoi(m[i+1])
		}
		x, y = x+v[0], y+v[1]
		if v[2] != v[3] {
			t.Fatalf("a box goes %d to the right and %d back", v[2], v[3])
		}
		box := image.Rect(x*scale, y*scale, (x+v[2])*scale, (y+1)*scale)
		draw.Draw(img, box, image.NewUniform(color.Black), image.Point{}, draw.Src)
	}
	return img
}

func TestAPathIsReadAsTheTextItWasMadeFrom(t *testing.T) {
	for _, text := range []string{"https://a.example/c/7K3M9QXP4T0C", "http://127.0.0.1:8080/c/00000000ZZZZ", "https://" + strings.Repeat("very-long.", 12) + "example/c/7K3M9QXP4T0C"} {
		data, size, err := gridcode.Path(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := decode(t, raster(t, data, size, 4)); got != text {
			t.Errorf("%q is read as %q", text, got)
		}
		if len(text) < 40 && len(data) > 6000 {
			t.Errorf("the path of %q has %d bytes", text, len(data))
		}
	}
}

func TestAnAddressThatNoQRCanHoldIsRefused(t *testing.T) {
	if _, _, err := gridcode.Path(strings.Repeat("x", 5000)); geo.KindOf(err) != geo.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestASheetWithoutCodesOrWithTooManyIsRefused(t *testing.T) {
	for _, n := range []int{0, gridcode.MostOnSheet + 1} {
		if err := (gridcode.Sheet{Labels: make([]gridcode.Label, n)}).Write(&bytes.Buffer{}); geo.KindOf(err) != geo.Invalid {
			t.Errorf("%d codes give %v", n, err)
		}
	}
}

func TestALabelSaysTheNameOfItsCellOnce(t *testing.T) {
	for name, c := range map[string]struct {
		label gridcode.Label
		want  int
	}{
		"of a cell":     {gridcode.Label{URL: "https://a.example/c/1", Title: "第一网格", CellName: "第一网格", Cell: "A"}, 1},
		"of a building": {gridcode.Label{URL: "https://a.example/c/1", Title: "第一网格 8 号院", CellName: "第一网格", Cell: "A"}, 2},
	} {
		var page bytes.Buffer
		if err := (gridcode.Sheet{Labels: []gridcode.Label{c.label}}).Write(&page); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(page.String(), "第一网格"); got != c.want {
			t.Errorf("the label %s has the name %d times, want %d", name, got, c.want)
		}
	}
}

// The sheet is printed as people print it, and every label is read off the paper by itself.
func TestEveryCodeOfAPrintedSheetIsRead(t *testing.T) {
	const n = gridcode.PageSize + 1
	want := labels(t, n)
	dir := t.TempDir()
	var page bytes.Buffer
	if err := (gridcode.Sheet{SiteZH: "丁家街道", SiteEN: "Dingjia", Labels: want}).Write(&page); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"状元街0号院 &amp; &lt;一单元&gt;", want[0].Text, "500120005002004", "扫码上报", "Scan to report"} {
		if !strings.Contains(page.String(), text) {
			t.Errorf("the sheet does not say %q", text)
		}
	}
	file := filepath.Join(dir, "sheet.html")
	if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, picture := range printed(t, dir, file) {
		if i == 2 {
			t.Fatal("25 codes take three pages")
		}
		for k := range min(gridcode.PageSize, n-i*gridcode.PageSize) {
			if got := decode(t, labelOf(picture, k)); got != want[i*gridcode.PageSize+k].URL {
				t.Errorf("label %d of page %d is read as %q", k, i+1, got)
			}
		}
	}
}

// printed returns the pages that chromium prints file on, at 150 dots an inch.
func printed(t *testing.T, dir, file string) []image.Image {
	t.Helper()
	pdf := filepath.Join(dir, "sheet.pdf")
	run := exec.CommandContext(t.Context(), "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir="+filepath.Join(dir, "profile"), "--print-to-pdf="+pdf, "file://"+file)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("chromium: %v: %s", err, out)
	}
	if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "150", "-png", pdf, filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v: %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "page-*.png"))
	if err != nil || len(files) != 2 {
		t.Fatalf("25 codes are printed on %d pages, want 2 (%v)", len(files), err)
	}
	var pages []image.Image
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(f)
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, picture)
	}
	return pages
}

// labelOf cuts out the place of label k on a page of 210 × 297 mm.
func labelOf(page image.Image, k int) image.Image {
	b := page.Bounds()
	x := func(mm float64) int { return int(mm / 210 * float64(b.Dx())) }
	left, top := 70*float64(k%3), 0.5+37*float64(k/3)
	part := image.Rect(x(left), x(top), x(left+70), x(top+37)).Intersect(b)
	cut := image.NewGray(image.Rect(0, 0, part.Dx(), part.Dy()))
	draw.Draw(cut, cut.Bounds(), page, part.Min, draw.Src)
	return cut
}
