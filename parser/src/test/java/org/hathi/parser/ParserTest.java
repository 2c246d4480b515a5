package org.hathi.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.AConst;
import org.hathi.parser.tree.RawExpr.AExpr;
import org.hathi.parser.tree.RawExpr.BoolExpr;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParserTest {
    private static RawExpr e(String s) {
        return Parser.parseExpression(s);
    }

    @Test
    void minusFoldsIntoLiterals() {
        assertThat(e("- 5")).isEqualTo(new AConst(new Value.Int(-5), 0));
        assertThat(e("-2147483648")).isEqualTo(new AConst(new Value.Float("-2147483648"), 0));
    }

    @Test
    void precedences() {
        assertThat(((AExpr) e("1 + 2 * 3")).name()).containsExactly("+");
        assertThat(((AExpr) e("a < b || c")).name()).containsExactly("<");
        assertThat(((BoolExpr) e("a or b and c or d")).args()).hasSize(3);
        assertThat(e("not a = b")).isInstanceOf(BoolExpr.class);
        assertThat(e("a = b is null")).isInstanceOf(RawExpr.NullTest.class);
    }

    @Test
    void deepNestingIsAnErrorOfOurs() {
        String deep = "select " + "(".repeat(100_000) + "1" + ")".repeat(100_000);
        assertThatThrownBy(() -> Parser.parse(deep)).isInstanceOfSatisfying(SqlError.class, x -> assertThat(x.state())
                .isEqualTo(SqlState.STATEMENT_TOO_COMPLEX));
    }

    @Test
    void statementsAndTheirExtent() {
        var l = Parser.parse("select 1; ;values (2)");
        assertThat(l).hasSize(2);
        assertThat(l.get(0).length()).isEqualTo(8);
        assertThat(l.get(1).start()).isEqualTo(11);
        assertThat(l.get(1).length()).isZero();
        assertThat(((SelectStmt) l.get(1).stmt()).valuesLists()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "selec 1|syntax error at or near \"selec\"|1",
                "select 1 +|syntax error at end of input|11",
                "select * form t|syntax error at or near \"form\"|10",
                "select 1a|trailing junk after numeric literal at or near \"1a\"|8",
                "select 'abc|unterminated quoted string at or near \"'abc\"|8",
                "select /* x|unterminated /* comment at or near \"/* x\"|8",
                "select \"\"|zero-length delimited identifier at or near \"\"\"\"|8",
                "select 1 < 2 < 3|syntax error at or near \"<\"|14",
            })
    void errors(String sql, String message, int position) {
        assertThatThrownBy(() -> Parser.parse(sql)).isInstanceOfSatisfying(SqlError.class, x -> {
            assertThat(x.getMessage()).isEqualTo(message);
            assertThat(x.report().position()).isEqualTo(position);
        });
    }
}
