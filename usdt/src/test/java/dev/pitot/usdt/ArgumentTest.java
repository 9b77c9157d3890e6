package dev.pitot.usdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            8@%rdi                | 8 unsigned bytes @ rdi
            -4@%eax               | 4 signed bytes @ eax
            4@%r9d                | 4 unsigned bytes @ r9d
            2@%r13w               | 2 unsigned bytes @ r13w
            1@%r12b               | 1 unsigned bytes @ r12b
            1@%al                 | 1 unsigned bytes @ al
            1@%ah                 | 1 unsigned bytes @ ah
            -2@%ax                | 2 signed bytes @ ax
            1@%dil                | 1 unsigned bytes @ dil
            -4@$5                 | 4 signed bytes @ 5
            -4@$-1                | 4 signed bytes @ -1
            8@$-9223372036854775808 | 8 unsigned bytes @ -9223372036854775808
            8@-16(%rbp)           | 8 unsigned bytes @ *(rbp - 16)
            8@152(%rdi)           | 8 unsigned bytes @ *(rdi + 152)
            8@(%rax)              | 8 unsigned bytes @ *(rax)
            8@(%rax,%rcx,8)       | 8 unsigned bytes @ *(rax + rcx * 8)
            8@(%rax,%rcx)         | 8 unsigned bytes @ *(rax + rcx)
            -4@-8(%rsp,%r10,4)    | 4 signed bytes @ *(rsp + r10 * 4 - 8)
            8@64(,%rcx,8)         | 8 unsigned bytes @ *(rcx * 8 + 64)
            8@sym+8(%rip)         | 8 unsigned bytes @ *(&sym + 8)
            -4@global(%rip)       | 4 signed bytes @ *(&global)
            8@_ZN3foo3barE-4(%rip) | 8 unsigned bytes @ *(&_ZN3foo3barE - 4)
            8@16(%rip)            | 8 unsigned bytes @ *(rip + 16)
            4f@%xmm0              | 4 floating bytes @ %xmm0 (unsupported)
            8f@-16(%rbp)          | 8 floating bytes @ -16(%rbp) (unsupported)
            8@%fs:-8              | 8 unsigned bytes @ %fs:-8 (unsupported)
            8@%xmm15              | 8 unsigned bytes @ %xmm15 (unsupported)
            """)
    void x86ArgumentsRoundTrip(String text, String pretty) throws UsdtException {
        roundTrip(Architecture.X86_64, text, pretty);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            8@x0                  | 8 unsigned bytes @ x0
            4@w1                  | 4 unsigned bytes @ w1
            -4@5                  | 4 signed bytes @ 5
            -8@-1                 | 8 signed bytes @ -1
            8@[sp]                | 8 unsigned bytes @ *(sp)
            8@[sp, 16]            | 8 unsigned bytes @ *(sp + 16)
            -4@[x29, -20]         | 4 signed bytes @ *(x29 - 20)
            8@[x1, x2]            | 8 unsigned bytes @ *(x1 + x2)
            8@[x1, x2, lsl 3]     | 8 unsigned bytes @ *(x1 + x2 * 8)
            8@[x1, w2, uxtw 3]    | 8 unsigned bytes @ *(x1 + (u32) w2 * 8)
            8@[x1, w2, sxtw]      | 8 unsigned bytes @ *(x1 + (s32) w2)
            8f@d0                 | 8 floating bytes @ d0 (unsupported)
            8@d31                 | 8 unsigned bytes @ d31 (unsupported)
            """)
    void aarch64ArgumentsRoundTrip(String text, String pretty) throws UsdtException {
        roundTrip(Architecture.AARCH64, text, pretty);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X86_64  | 8@8+sym(%rip)       | 8@sym+8(%rip)
            X86_64  | 8@sym               | 8@sym(%rip)
            X86_64  | 8@0x10(%rax)        | 8@16(%rax)
            X86_64  | 8@$0xffffffffffffffff | 8@$-1
            X86_64  | 8@(%rax,%rcx,1)     | 8@(%rax,%rcx)
            AARCH64 | 8@[x1,#16]          | 8@[x1, 16]
            AARCH64 | 4@wzr               | 4@0
            AARCH64 | 8@#7                | 8@7
            AARCH64 | 8@[x1, x2, sxtx #3] | 8@[x1, x2, lsl 3]
            """)
    void otherSpellingsMeanTheSame(Architecture architecture, String text, String canonical) throws UsdtException {
        var argument = Argument.parse(architecture, text).getFirst();
        assertThat(argument.toString(architecture)).isEqualTo(canonical);
        assertThat(Argument.parse(architecture, canonical)).containsExactly(argument);
    }

    @Test
    void partsOfARegisterAreOfThe64BitRegister() throws UsdtException {
        for (var name : new String[] {"rbx", "ebx", "bx", "bl"}) {
            assertThat(part("1@%" + name)).extracting(RegisterPart::register).isEqualTo(X86Register.RBX);
            assertThat(part("1@%" + name).shift()).isZero();
        }
        assertThat(part("1@%bh")).isEqualTo(new RegisterPart("bh", X86Register.RBX, 8, 8));
        assertThat(part("4@%r9d")).isEqualTo(new RegisterPart("r9d", X86Register.R9, 32, 0));
    }

    @Test
    void registersLieWhereTheKernelPutsThem() {
        assertThat(X86Register.R15.contextOffset()).isZero();
        assertThat(X86Register.RDI.contextOffset()).isEqualTo(112);
        assertThat(X86Register.RSP.contextOffset()).isEqualTo(152);
        assertThat(Aarch64Register.X30.contextOffset()).isEqualTo(240);
        assertThat(Aarch64Register.SP.contextOffset()).isEqualTo(248);
    }

    @Test
    void blanksSeparateArgumentsButNotInsideBrackets() throws UsdtException {
        assertThat(Argument.parse(Architecture.X86_64, "")).isEmpty();
        assertThat(Argument.parse(Architecture.X86_64, " 8@%rdx  -4@%eax 8@152(%rdi) 1@%cl "))
                .hasSize(4);
        assertThat(Argument.parse(Architecture.AARCH64, "8@[sp, 16] -4@5 8@[x1, w2, uxtw 3]"))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8",
                "8@",
                "@%rax",
                "3@%rax",
                "8@%zz",
                "8@%rax)",
                "8@(%eax)",
                "8@(%rax",
                "8@(%rax,%rcx,3)",
                "8@()",
                "8@4()",
                "8@$",
                "8@$x",
                "8@$99999999999999999999",
                "8@sym(%rax)",
                "16@%rax",
                "8@%orig_rax",
                "--4@%eax",
                "8f@",
                "8f@(",
                "8@%rdi,"
            })
    void whatIsNotAnX86ArgumentIsRefused(String text) {
        assertThatThrownBy(() -> Argument.parse(Architecture.X86_64, text))
                .isInstanceOf(UsdtException.class)
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8@x31",
                "8@%x0",
                "8@[w0]",
                "8@[sp",
                "8@[sp, 16",
                "8@[x1, w2]",
                "8@[x1, x2, uxtw 3]",
                "8@[x1, x2, lsl 9]",
                "8@#",
                "8@[]"
            })
    void whatIsNotAnAarch64ArgumentIsRefused(String text) {
        assertThatThrownBy(() -> Argument.parse(Architecture.AARCH64, text)).isInstanceOf(UsdtException.class);
    }

    @Test
    void anErrorSaysWhereAndWhatWasExpected() {
        assertThatThrownBy(() -> Argument.parse(Architecture.X86_64, "8@%rdi 8@(%eax)"))
                .hasMessage("\"8@%rdi 8@(%eax)\": at 14: expected a 64-bit register before this");
    }

    private static RegisterPart part(String text) throws UsdtException {
        var location = Argument.parse(Architecture.X86_64, text).getFirst().location();
        return ((Location.InRegister) location).part();
    }

    private static void roundTrip(Architecture architecture, String text, String pretty) throws UsdtException {
        var argument = Argument.parse(architecture, text).getFirst();
        assertThat(argument.description()).isEqualTo(pretty);
        assertThat(argument.toString(architecture)).isEqualTo(text);
        assertThat(argument.supported()).isEqualTo(!pretty.endsWith("(unsupported)"));
    }
}
