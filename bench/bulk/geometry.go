package main

import (
	"context"
	"encoding/binary"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/wangge-map/wangge/geo"
)

// knowGeometry lets conn send geometry in binary: its binary form is EWKB, passed on as bytes.
func knowGeometry(ctx context.Context, conn *pgx.Conn) error {
	var oid uint32
	if err := conn.QueryRow(ctx, `select 'geometry'::regtype::oid`).Scan(&oid); err != nil {
		return err
	}
	conn.TypeMap().RegisterType(&pgtype.Type{Name: "geometry", OID: oid, Codec: pgtype.ByteaCodec{}})
	return nil
}

func pointEWKB(p geo.Point) []byte {
	const point, withSRID, wgs84 = 1, 0x2000_0000, 4326
	lon, lat := p.Degrees()
	b := binary.LittleEndian.AppendUint32([]byte{1}, point|withSRID)
	b = binary.LittleEndian.AppendUint32(b, wgs84)
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(lon))
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(lat))
}
