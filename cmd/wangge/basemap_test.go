package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/geo"
)

// header is the header of a PMTiles archive of the Dingjia, changed by change.
func header(change func(h []byte)) []byte {
	h := make([]byte, pmtilesHeader)
	copy(h, "PMTiles\x03")
	h[99], h[100], h[101] = 1, 2, 15
	for i, degrees := range []float64{106, 29, 107, 30} {
		binary.LittleEndian.PutUint32(h[102+4*i:], uint32(int32(degrees*1e7)))
	}
	change(h)
	return h
}

const soundTiandituKey = "0123456789abcdef0123456789abcdef"

func TestBadBaseMapsAreRefusedByFlag(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		flags baseMapFlags
		field string
		says  string
	}{
		{baseMapFlags{BaseMap: "tianditu"}, "--tianditu-key", "needs the key"},
		{baseMapFlags{BaseMap: "tianditu", TiandituKey: "abc&x=1"}, "--tianditu-key", "letters and digits"},
		{baseMapFlags{BaseMap: "none", TiandituKey: soundTiandituKey}, "--tianditu-key", "tianditu only"},
		{baseMapFlags{BaseMapAttribution: "© OSM"}, "--base-map-attribution", "no base map"},
		{baseMapFlags{BaseMap: "https://a.example/{z}/{x}.png"}, baseMapFlag, "{y} once"},
		{baseMapFlags{BaseMap: "https://a.example/{z}/{x}/{y}/{y}.png"}, baseMapFlag, "{y} once"},
		{baseMapFlags{BaseMap: "https://{s}.a.example/{z}/{x}/{y}.png"}, baseMapFlag, "{s} is not understood"},
		{baseMapFlags{BaseMap: "https://a.example/{z}/{x}/{-y}.png"}, baseMapFlag, "{y} once"},
		{baseMapFlags{BaseMap: "ftp://a.example/{z}/{x}/{y}.png"}, baseMapFlag, "not ftp"},
		{baseMapFlags{BaseMap: "https:///{z}/{x}/{y}.png"}, baseMapFlag, "no address"},
		{baseMapFlags{BaseMap: "https://a.example;x/{z}/{x}/{y}.png"}, baseMapFlag, "no address"},
		{baseMapFlags{BaseMap: "https://me:secret@a.example/{z}/{x}/{y}.png"}, baseMapFlag, "every visitor"},
		{baseMapFlags{BaseMap: filepath.Join(dir, "gone.pmtiles")}, baseMapFlag, "can't be read"},
		{baseMapFlags{BaseMap: dir}, baseMapFlag, "folder"},
		{baseMapFlags{BaseMap: file("empty.pmtiles", nil)}, baseMapFlag, "no PMTiles"},
		{baseMapFlags{BaseMap: file("png.pmtiles", bytes.Repeat([]byte("\x89PNG"), 100))}, baseMapFlag, "no PMTiles"},
		{baseMapFlags{BaseMap: file("v2.pmtiles", header(func(h []byte) { h[7] = 2 }))}, baseMapFlag, "version 2"},
		{baseMapFlags{BaseMap: file("avif.pmtiles", header(func(h []byte) { h[99] = 5 }))}, baseMapFlag, "not drawn"},
		{baseMapFlags{BaseMap: file("zoom.pmtiles", header(func(h []byte) { h[100] = 16 }))}, baseMapFlag, "zooms 16 to 15"},
		{baseMapFlags{BaseMap: file("bounds.pmtiles", header(func(h []byte) { clear(h[102:118]) }))}, baseMapFlag, "bounds"},
	} {
		_, _, err := c.flags.open()
		fault, ok := errors.AsType[*geo.Error](err)
		if !ok || fault.Kind != geo.Invalid || fault.Field != c.field || !strings.Contains(fault.Msg, c.says) {
			t.Errorf("%+v: %v, want %s: … %s …", c.flags, err, c.field, c.says)
		}
	}
}

func TestBaseMapsAreWhatTheFlagsSay(t *testing.T) {
	for _, flags := range []baseMapFlags{{}, {BaseMap: "none"}} {
		if m, _, err := flags.open(); m != nil || err != nil {
			t.Errorf("%+v: %v, %v", flags, m, err)
		}
	}
	m, _, err := baseMapFlags{BaseMap: "http://10.1.2.3:8080/t/{z}/{x}/{y}.png?v=2", BaseMapAttribution: "© 市测绘院"}.open()
	if err != nil || m.Kind != "xyz" || m.Format != "raster" || m.Tiles[0] != "http://10.1.2.3:8080/t/{z}/{x}/{y}.png?v=2" || m.Attribution != "© 市测绘院" {
		t.Errorf("pictures: %+v, %v", m, err)
	}
	m, _, err = baseMapFlags{BaseMap: "https://a.example/{z}/{x}/{y}.mvt"}.open()
	if err != nil || m.Format != "vector" || m.MaxZoom != 15 {
		t.Errorf("vectors: %+v, %v", m, err)
	}
	m, _, err = baseMapFlags{BaseMap: "tianditu", TiandituKey: soundTiandituKey}.open()
	if err != nil || len(m.Tiles) != 8 || len(m.Overlay) != 8 || m.Attribution != "天地图" {
		t.Fatalf("tianditu: %+v, %v", m, err)
	}
	if first, last := m.Tiles[0], m.Overlay[7]; !strings.HasPrefix(first, "https://t0.tianditu.gov.cn/vec_w/") || !strings.HasPrefix(last, "https://t7.tianditu.gov.cn/cva_w/") || !strings.HasSuffix(last, "&tk="+soundTiandituKey) {
		t.Errorf("tianditu: %s, %s", first, last)
	}
}

func TestABaseMapInAFileIsReadFromItsHeader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "town.pmtiles")
	if err := os.WriteFile(path, append(header(func([]byte) {}), "tiles"...), 0o600); err != nil {
		t.Fatal(err)
	}
	m, closeFile, err := baseMapFlags{BaseMap: path}.open()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(io.NewSectionReader(m.File.Content, 0, m.File.Size))
	if err != nil || len(content) != pmtilesHeader+5 {
		t.Errorf("%d bytes, %v", len(content), err)
	}
	if m.Kind != "pmtiles" || m.Format != "vector" || m.URL != "/basemap.pmtiles" || m.MinZoom != 2 || m.MaxZoom != 15 || m.Bounds[0] != 106 || m.Bounds[3] != 30 || m.File.ModifiedAt.IsZero() {
		t.Errorf("%+v", m)
	}
	if err := closeFile(); err != nil {
		t.Error(err)
	}
}

func FuzzReadPMTiles(f *testing.F) {
	f.Add(header(func([]byte) {}))
	f.Add([]byte("PMTiles"))
	f.Fuzz(func(t *testing.T, content []byte) {
		m, err := readPMTiles(bytes.NewReader(content))
		if err == nil && (m.MinZoom > m.MaxZoom || len(m.Bounds) != 4 || m.Bounds[0] >= m.Bounds[2]) {
			t.Errorf("%+v", m)
		}
	})
}
