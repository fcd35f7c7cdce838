//! While another program has the terminal.

use super::*;

#[tokio::test(start_paused = true)]
async fn while_another_program_has_the_terminal_nothing_is_drawn_and_its_keys_end_nothing() {
    let mut rig = Rig::new();
    rig.after = Duration::from_millis(500);
    let ended = rig
        .play(async |rig| {
            pause(100).await;
            rig.press("e");
            pause(10).await;
            let frames = rig.diary.count("frame");
            rig.press("a");
            for signal in [Signal::Interrupt, Signal::Stop, Signal::Continue] {
                rig.signals.send(signal).unwrap();
                pause(10).await;
            }
            assert_eq!(rig.diary.count("frame"), frames);
            assert_eq!(rig.diary.count("go on"), 0);
            pause(600).await;
            assert_eq!(rig.diary.count("take back"), 1);
            assert!(rig.diary.lines().last().unwrap().contains("a<found>"));
            rig.press("q");
        })
        .await;
    assert_eq!(ended, Ended::Quit);
}

#[tokio::test(start_paused = true)]
async fn the_ctrl_c_that_ended_an_editor_does_not_end_rolo_when_it_is_heard_late() {
    let mut rig = Rig::new();
    rig.after = Duration::from_millis(50);
    let ended = rig
        .play(async |rig| {
            pause(100).await;
            rig.press("e");
            pause(100).await;
            assert_eq!(rig.diary.count("take back"), 1);
            rig.signals.send(Signal::Interrupt).unwrap();
            pause(10).await;
            rig.press("a");
            pause(2000).await;
            assert!(rig.diary.lines().last().unwrap().contains('a'));
            rig.signals.send(Signal::Interrupt).unwrap();
        })
        .await;
    assert_eq!(ended, Ended::Quit);
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_cannot_be_given_away_stays_and_it_is_said() {
    let mut rig = Rig::new();
    rig.lendable = false;
    rig.play(async |rig| {
        pause(100).await;
        rig.press("e");
        pause(10).await;
        assert_eq!(rig.diary.count("take back"), 0);
        assert!(rig.diary.lines().last().unwrap().contains("<found>"));
        rig.press("q");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn whoever_ends_rolo_under_an_editor_sees_no_more_of_it() {
    let mut rig = Rig::new();
    rig.after = Duration::from_millis(500);
    rig.settled = false;
    let ended = rig
        .play(async |rig| {
            pause(100).await;
            rig.press("e");
            pause(10).await;
            let frames = rig.diary.count("frame");
            rig.signals.send(Signal::End).unwrap();
            // The editor ends, and the disk takes its time.
            pause(2000).await;
            assert_eq!(rig.diary.count("frame"), frames);
            assert_eq!(rig.diary.count("take back"), 0);
            // Nobody else has the keys any more.
            rig.signals.send(Signal::Interrupt).unwrap();
        })
        .await;
    assert_eq!(ended, Ended::Impatient);
}
