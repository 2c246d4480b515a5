package org.hathi.executor.session;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.ResultColumn;

/** Result formats as Bind gives them: none, one for all columns, or one for each. */
final class ResultFormats {
    private ResultFormats() {}

    /** The columns with their formats. */
    static List<ResultColumn> applied(List<ResultColumn> columns, int[] formats) {
        if (formats.length == 0 || formats.length == 1 && formats[0] == 0) {
            return columns;
        }
        List<ResultColumn> l = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            ResultColumn c = columns.get(i);
            int f = formats.length == 1 ? formats[0] : formats[i];
            l.add(new ResultColumn(c.name(), c.tableOid(), c.attnum(), c.typeOid(), c.typeLen(), c.typmod(), f));
        }
        return l;
    }

    /** The formats, if their number fits. */
    static int[] checked(int[] given, int columns) {
        if (given.length > 1 && given.length != columns) {
            throw new SqlError(
                    SqlState.PROTOCOL_VIOLATION,
                    "bind message has " + given.length + " result formats but query has " + columns + " columns");
        }
        return given;
    }
}
