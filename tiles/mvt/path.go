package mvt

import "fmt"

// path walks the commands of a geometry.
type path struct {
	reader
	cursor Pt
	cmd    uint32
	count  int
}

// command reads the next command, and checks that as many parameters as it wants can follow.
func (p *path) command() error {
	c := p.packed()
	p.cmd, p.count = c&7, int(c>>3)
	switch {
	case p.failed:
		return fmt.Errorf("a command at byte %d is no number of 32 bits", p.at)
	case p.cmd != moveTo && p.cmd != lineTo && p.cmd != closePath:
		return fmt.Errorf("there is no command %d", p.cmd)
	case p.count == 0:
		return fmt.Errorf("command %d has count 0", p.cmd)
	case p.cmd != closePath && p.count > (len(p.data)-p.at)/2:
		return fmt.Errorf("command %d wants %d points, and %d bytes are left", p.cmd, p.count, len(p.data)-p.at)
	}
	return nil
}

// want reads a command that must be cmd.
func (p *path) want(cmd uint32) error {
	if err := p.command(); err != nil {
		return err
	}
	if p.cmd != cmd {
		return fmt.Errorf("command %d stands where %d belongs", p.cmd, cmd)
	}
	return nil
}

// points appends the points of the command just read. Where moving is set, none may be where the one before was.
func (p *path) points(out []Pt, moving bool) ([]Pt, error) {
	for range p.count {
		dx, dy := p.packed(), p.packed()
		if p.failed {
			return nil, fmt.Errorf("a point is cut off at byte %d", p.at)
		}
		if moving && dx|dy == 0 {
			return nil, fmt.Errorf("a line stays where it is, at %d %d", p.cursor.X, p.cursor.Y)
		}
		p.cursor.X += unzigzag(dx)
		p.cursor.Y += unzigzag(dy)
		out = append(out, p.cursor)
	}
	return out, nil
}

func unzigzag(u uint32) int32 { return int32(u>>1) ^ -int32(u&1) }

func (f *DecodedFeature) readGeometry(data []byte, version int, at string) error {
	if f.Type == Unknown {
		return nil // it may mean anything
	}
	p := path{reader: reader{data: data}}
	if !p.more() {
		return invalid(at, "the geometry is empty")
	}
	for p.more() {
		part, err := p.part(f.Type)
		switch {
		case err != nil:
			return invalid(at, "%v", err)
		case f.Type == Points && p.more():
			return invalid(at, "something follows the points")
		case f.Type == Polygons && version > 1:
			if area := twiceArea(part); area == 0 || area < 0 && len(f.Parts) == 0 {
				return invalid(at, "ring %d has no area, or is a hole without its exterior", len(f.Parts))
			}
		}
		f.Parts = append(f.Parts, part)
	}
	return nil
}

// part reads all the points, one line or one ring.
func (p *path) part(kind GeometryType) ([]Pt, error) {
	if err := p.want(moveTo); err != nil {
		return nil, err
	}
	if kind == Points {
		return p.points(make([]Pt, 0, p.count), false)
	}
	if p.count != 1 {
		return nil, fmt.Errorf("a line or ring begins at %d places", p.count)
	}
	part, err := p.points(nil, false)
	if err != nil {
		return nil, err
	}
	if err := p.want(lineTo); err != nil {
		return nil, err
	}
	if kind == Polygons && p.count < 2 {
		return nil, fmt.Errorf("a ring of %d points", p.count+1)
	}
	if part, err = p.points(part, true); err != nil || kind == Lines {
		return part, err
	}
	if err := p.want(closePath); err != nil {
		return nil, err
	}
	if p.count != 1 {
		return nil, fmt.Errorf("a ring is closed %d times", p.count)
	}
	return part, nil
}
