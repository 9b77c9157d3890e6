package acme;

import java.util.Scanner;

/** A program that does what it is told on stdin, and answers each line with {@code ok}. */
public final class Desk {
    private Desk() {}

    public static void main(String[] arguments) throws Exception {
        Teller.serve();
        System.out.println("ready");
        try (var in = new Scanner(System.in)) {
            while (in.hasNextLine()) {
                obey(in.nextLine());
                System.out.println("ok");
            }
        }
    }

    private static void obey(String word) throws Exception {
        switch (word) {
            case "serve" -> {
                Teller.serve();
                Teller.serve(3);
                Teller.close();
            }
            case "deputy" -> Deputy.serve();
            case "look" -> System.out.println("class " + Witness.look());
            case "seen" -> System.out.println("class " + Witness.seen());
            default -> System.exit(0);
        }
    }
}
