package depot.dispatch.faults;

import java.time.Duration;
import java.util.List;

/**
 * Judges a run by what rovers and consoles saw, what was answered, and what is stored, without knowing how dispatch works
 * inside. It takes something for a fault only where the contract leaves no other way to explain it: a report that was cut
 * off on its way is no lost outcome. Stateless.
 *
 * @param grace what is sent has arrived, and is dealt with, this long after, on a machine that may be busy; the shorter,
 *     the more is taken for certain
 * @param lostAfter how long a rover that is away keeps its task
 * @param silentAfter how long a rover may say nothing before that is shown
 */
record Checker(Duration grace, Duration lostAfter, Duration silentAfter) {

    /**
     * @param history read before the books were
     * @param end when it was read
     * @return what is wrong; some of it may still settle when there was no time for it yet
     */
    List<Violation> check(List<Event> history, long end, Books books) {
        Account account = new Account(history, end, books, grace);
        Findings findings = new Findings(account);
        new LedgerRules(account, findings).apply();
        new LossRules(account, findings, lostAfter).apply();
        new HoldRules(account, findings).apply();
        new UnknownRules(account, findings, silentAfter).apply();
        new RoverRules(account, findings).apply();
        new PromiseRules(account, findings).apply();
        new ConsoleRules(account, findings).apply();
        new SettledRules(account, findings).apply();
        return findings.violations();
    }
}
