"""The functions that a question may call, by DuckDB's names; whatever else there is, or comes with a new version, is refused.

What is not here reads files or settings, runs SQL held in a string, picks a function by a name held in a string, tells of the
program rather than the shop, answers otherwise each time it is asked, or only serves to burn time. ``inventory.txt`` holds all
that DuckDB has in the version this was decided for; a test compares it with the DuckDB that is installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

ENGINE: Final = "2.0"  # the version of DuckDB these lists were made for
INVENTORY: Final = files("ai.guard") / "inventory.txt"  # all that it has

AGGREGATES: Final = frozenset(
    """
    any_value approx_count_distinct approx_quantile arbitrary arg_max arg_min argmax argmin array_agg avg bit_and bit_or
    bit_xor bool_and bool_or corr count count_if count_star countif covar_pop covar_samp entropy favg first fsum geomean
    geometric_mean group_concat grouping grouping_id histogram kahan_sum kurtosis kurtosis_pop last list listagg mad max
    max_by mean median min min_by mode percentile_cont percentile_disc product quantile quantile_cont quantile_disc
    regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy sem skewness stddev
    stddev_pop stddev_samp string_agg sum sumkahan var_pop var_samp variance
    """.split()
)

WINDOWS: Final = frozenset(
    "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number".split()
)

SCALARS: Final = frozenset(
    """
    abs cbrt ceil ceiling degrees even exp floor gcd greatest greatest_common_divisor isfinite isinf isnan lcm
    least_common_multiple least ln log log10 log2 mod pi pow power radians round round_even roundbankers sign sqrt trunc
    coalesce if ifnull nullif typeof
    ascii bar char_length character_length chr concat concat_ws contains damerau_levenshtein editdist3 ends_with format
    hamming instr jaccard jaro_similarity jaro_winkler_similarity lcase left length len levenshtein lower lpad ltrim md5 mismatches nfc_normalize ord position prefix printf
    regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace
    regexp_split_to_array repeat replace reverse right rpad rtrim sha256 split split_part starts_with str_split
    str_split_regex string_split string_split_regex string_to_array strip_accents strlen strpos substr substring suffix
    translate trim ucase unicode upper
    age century current_localtimestamp date_add date_diff date_part date_sub date_trunc datediff datepart datesub
    datetrunc day dayname dayofmonth dayofweek dayofyear decade epoch epoch_ms epoch_ns epoch_us era
    get_current_timestamp hour isodow isoyear julian last_day make_date make_time make_timestamp microsecond millennium
    millisecond minute month monthname now quarter second strftime strptime time_bucket timezone to_centuries to_days
    to_decades to_hours to_microseconds to_milliseconds to_minutes to_months to_quarters to_seconds to_weeks to_years
    today try_strptime week weekday weekofyear year yearweek
    array_contains array_distinct array_extract array_has array_has_all array_has_any array_length array_position
    array_slice array_sort array_to_string array_reverse array_concat array_filter array_transform generate_series
    list_any_value list_apply list_avg list_concat list_contains list_count list_distinct list_element list_extract list_filter
    list_first list_has list_has_all list_has_any list_indexof list_last list_max list_median list_min list_mode
    list_position list_product list_reduce list_reverse list_reverse_sort list_slice list_sort list_sum list_transform
    list_unique list_value range row struct_extract struct_pack unnest
    """.split()
)

ALLOWED: Final = AGGREGATES | WINDOWS | SCALARS

# what other engines call something that DuckDB has, and what is not allowed although people ask for it
INSTEAD: Final[Mapping[str, str]] = {
    "isnull": "write coalesce(value, other), or value IS NULL",
    "nvl": "write coalesce(value, other)",
    "getdate": "write current_date or now()",
    "curdate": "write current_date",
    "sysdate": "write current_date or now()",
    "date_format": "write strftime(day, '%Y-%m')",
    "to_char": "write strftime(day, '%Y-%m')",
    "to_date": "write strptime(text, '%d-%m-%Y')::DATE",
    "dateadd": "write day + INTERVAL 1 MONTH",
    "charindex": "write position('a' IN text)",
    "iif": "write CASE WHEN … THEN … ELSE … END, or if(condition, this, that)",
    "rand": "an answer is the same each time: write ORDER BY and LIMIT",
    "random": "an answer is the same each time: write ORDER BY and LIMIT",
    "uuid": "an answer is the same each time: row_number() OVER () numbers rows",
    "array": "write a list, [1, 2], or list(value) of rows",
    "columns": "it stands for columns that are not named: name them, or write * EXCLUDE (…)",
    "map": "write {'name': value}, and value['name'] to read it",
    "json_extract": "no column holds JSON: {'name': value} puts values together, and value['name'] takes them apart",
    "json_extract_string": "no column holds JSON: {'name': value} puts values together, and value['name'] takes them apart",
    "to_json": "no column holds JSON: {'name': value} puts values together",
    "json_object": "write {'name': value}",
    "list_aggregate": "write list_sum(…), list_max(…) and the like: the function is named, not written as a text",
}

# functions that may stand where a table stands
IN_FROM: Final = frozenset({"range", "generate_series", "unnest"})

# operators, as DuckDB's parser names the functions behind them
OPERATORS: Final = frozenset(
    "+ - * / // % ** ^ & | || ~~ !~~ ~~* !~~* ~ !~ ^@ array_extract array_slice list_value struct_pack contains trim like_escape not_like_escape ilike_escape not_ilike_escape".split()
)

# what stands for a function without parentheses, wherever no column has the name
BARE: Final = frozenset(
    """
    current_catalog current_database current_date current_query current_role current_schema current_setting current_time
    current_timestamp current_user localtime localtimestamp session_user user
    """.split()
)
BARE_ALLOWED: Final = frozenset({"current_date", "current_timestamp", "localtimestamp"})
