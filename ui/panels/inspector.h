#pragma once

#include "ui/desk.h"
#include "ui/panels/photo_details.h"

#include <QScrollArea>

class QLabel;
class QPushButton;
class QToolButton;

namespace creel {

class BoxList;
class CopyButton;
class NoteField;
class PanelSection;
class ProposalList;
class ReviewLine;
class SelectionSummary;
class WrappingText;

/// The right panel: all that is known about the current photo, or what the selected ones have in common. It
/// follows the desk with a short delay, so that holding an arrow key stays smooth.
class Inspector : public QScrollArea
{
    Q_OBJECT

public:
    Inspector(Desk& desk, QWidget* parent);
    ~Inspector() override;

    /// Whether it sums up a selection of several photos, as in the grid, or tells of the current one all the
    /// same.
    void setSumsUpSelection(bool sumsUp);

    NoteField* note() const { return m_note; }
    FactList* fileFactList() const { return m_file; }
    FactList* takenFactList() const { return m_taken; }
    FactList* selectionFactList() const { return m_selection; }
    ReviewLine* reviewLine() const { return m_review; }
    ProposalList* proposals() const { return m_proposals; }
    BoxList* boxes() const { return m_boxes; }
    QString title() const;
    QString problem() const;
    /// With links; empty if the photo is one of a kind.
    QString copies() const;
    QString history() const;
    QToolButton* showAllButton() const { return m_showAll; }

    QSize sizeHint() const override;

Q_SIGNALS:
    /// The curator is done typing here: the view should have the keyboard again.
    void left();

protected:
    void changeEvent(QEvent* event) override;

private:
    void makeWidgets();
    QWidget* makeReviewBody();
    QWidget* makeHistoryBody();
    PanelSection* addSection(const QString& title, const QString& key, QWidget* body);
    void follow();
    void updateLater();
    void update();
    void showNothing(const QString& text);
    void showPhoto(PhotoId photo);
    void showReview(PhotoId photo);
    void forgetModel();
    void showProposals(PhotoId photo);
    void showBoxes();
    void showCopies();
    void showHistory();
    void startSummary();
    void continueSummary();
    void openLink(const QString& link);
    void setShown(bool single, bool many);
    void restyle();

    Desk& m_desk;
    QTimer m_timer;
    QTimer m_summaryTimer;
    PhotoId m_shown;
    PhotoDetails m_details;
    bool m_sumsUpSelection = true;
    bool m_showsAllHistory = false;
    bool m_knowsModel = false;
    ModelId m_model; ///< the current one, once it is known; none if there is none
    QStringList m_modelClasses;
    QList<LabelId> m_modelLabels; ///< of those classes
    std::unique_ptr<SelectionSummary> m_summary;
    QList<std::pair<int, int>> m_summaryRanges; ///< positions still to be looked at, last first

    WrappingText* m_title;
    WrappingText* m_path;
    CopyButton* m_copyPath;
    QLabel* m_problemSign;
    QLabel* m_problem;
    ReviewLine* m_review;
    NoteField* m_note;
    QLabel* m_unsaved;
    ProposalList* m_proposals;
    BoxList* m_boxes;
    FactList* m_file;
    FactList* m_taken;
    QLabel* m_copies;
    QLabel* m_history;
    QToolButton* m_showAll;
    FactList* m_selection;
    QList<QWidget*> m_ofOne; ///< shown for one photo only
    PanelSection* m_proposalSection = nullptr;
    PanelSection* m_boxSection = nullptr;
    PanelSection* m_takenSection = nullptr;
    PanelSection* m_copiesSection = nullptr;
};

} // namespace creel
