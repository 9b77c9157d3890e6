package dev.pitot.testkit;

import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A header tree that BCC's own tools compile with, on a kernel without headers: Pitot's stubs, and of the kernel's
 * structs the few members that the tools name, where the kernel's BTF says they are.
 */
final class BccHeaders {
    private static final Path STUBS = Path.of("src/main/bpf/include");

    private BccHeaders() {}

    /** For {@code BCC_KERNEL_SOURCE}. */
    static Path writeTo(Path directory) throws IOException, InterruptedException, BtfException {
        var include = directory.resolve("include");
        Tool.run("cp", "-r", STUBS.toString(), include.toString());
        var linux = include.resolve("linux");
        for (var empty : new String[] {"nsproxy.h", "pid_namespace.h", "init_task.h"}) {
            Files.createFile(linux.resolve(empty));
        }
        var btf = Btf.read(Btf.VMLINUX);
        Files.writeString(linux.resolve("sched.h"), tasks(btf));
        Files.writeString(linux.resolve("blk-mq.h"), struct(btf, "request", "unsigned int cmd_flags"));
        return directory;
    }

    private static String tasks(Btf btf) throws BtfException {
        return """
               #ifndef SCHED_H
               #define SCHED_H
               #define TASK_RUNNING 0
               struct ns_common { unsigned int inum; };
               struct pid_namespace { struct ns_common ns; };
               struct upid { int nr; struct pid_namespace *ns; };
               struct pid { unsigned int level; struct upid numbers[1]; };
               """
                + struct(btf, "rq", "unsigned long long clock")
                + struct(btf, "cfs_rq", "struct rq *rq")
                + struct(
                        btf,
                        "task_struct",
                        "unsigned int __state",
                        "int pid",
                        "int tgid",
                        "struct pid *thread_pid",
                        "struct cfs_rq *se.cfs_rq",
                        "unsigned long long sched_info.last_queued")
                + "#endif\n";
    }

    /** Members of members get the name they have there. */
    private static String struct(Btf btf, String name, String... members) throws BtfException {
        var text = new StringBuilder("struct " + name + " {\n  union {\n");
        for (var member : members) {
            var path = member.substring(member.lastIndexOf(' ') + 1).replace("*", "");
            var field = path.substring(path.lastIndexOf('.') + 1);
            var offset = btf.member(name, path).orElseThrow().byteOffset();
            text.append(
                    "    struct { char before_%s[%d]; %s; };\n".formatted(field, offset, member.replace(path, field)));
        }
        return text.append("  };\n};\n").toString();
    }
}
