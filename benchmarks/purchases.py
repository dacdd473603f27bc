"""Purchase lines of any number, made by DuckDB straight into Parquet: input for benchmarks, nothing else.

python -m benchmarks.purchases LINES CUSTOMERS FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

SQL = """
COPY (
    WITH lines AS (
        SELECT i, (hash(i) >> 2)::BIGINT AS a, (hash(i + 1000000007) >> 2)::BIGINT AS b, (hash(i + 2000000011) >> 2)::BIGINT AS c FROM range({lines}) AS t(i)
    ), drawn AS (
        -- few customers buy much: the cube of an even number between 0 and 1
        SELECT i, CAST(floor(pow((a % 1000003) / 1000003.0, 3) * {customers}) AS BIGINT) AS who, a, b, c FROM lines
    )
    SELECT who AS customer_id,
        i // 3 * {customers} + who AS order_id,
        TIMESTAMP '2023-01-01' + to_seconds(CAST((i // 3 * 7919) % 63072000 AS BIGINT)) AS ts,
        'category ' || (((b >> 8) % 5 + who % 9) % 12) AS category,
        ['store', 'web', 'app', 'phone'][1 + (who % 3 + c % 2) % 4] AS channel,
        CAST(1 + c % 3 AS INTEGER) AS quantity,
        round((1 + (b % 4001) / 100.0) * (1 + who % 4) * (CASE WHEN c % 37 = 0 THEN -1 ELSE 1 END), 2) AS amount
    FROM drawn
) TO '{file}' (FORMAT parquet)
"""


def make(lines: int, customers: int, file: Path) -> None:
    """Write the file; the same one every time."""
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '2GB'").fetchall()
        connection.execute("SET preserve_insertion_order = false").fetchall()
        connection.execute(SQL.format(lines=lines, customers=customers, file=file)).fetchall()


if __name__ == "__main__":
    make(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
