#pragma once

#include "ui/actions.h"
#include "ui/desk.h"
#include "ui/exchange/exchange_report.h"
#include "ui/exchange/photo_choice.h"
#include "ui/share/sharer.h"
#include "ui/training/learner.h"

#include <QMainWindow>
#include <QPointer>

class QLabel;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace creel {

struct AnnotationImport;
struct AnnotationSummary;
struct ExportRequest;

class BoxDesk;
class ChipBar;
class CompareView;
class FilterPanel;
class GoToPopup;
class GridContent;
class GridView;
class Inspector;
class JobStrip;
class LabelPalette;
class LabelsDialog;
class LoupeView;
class NoticeBar;
class PhotoLoader;
class ReasonPicker;
class SearchField;
class ServingSign;
class SharePage;
class StatusLine;
class ThumbnailLoader;
class Toast;
class TrainingPage;
class WelcomePage;

/// The window: a page to curate, with four views of the desk's current set between a panel of filters and
/// the inspector, a page to train and one to share. It lays out and switches; what keys do is in Commands,
/// what happens to photos in Desk.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    enum class View
    {
        Grid,
        Crops, ///< a grid, too: one tile a box
        Loupe,
        Compare
    };

    enum class Page
    {
        Curate,
        Train,
        Share
    };

    explicit MainWindow(Desk& desk, QWidget* parent = nullptr);
    /// With a learning engine from elsewhere than the plug-in.
    MainWindow(Desk& desk, Learner::EngineMaker makeEngine, QWidget* parent = nullptr);
    ~MainWindow() override;

    Desk& desk() { return m_desk; }
    Actions& actions() { return m_actions; }
    GridView& grid() { return *m_grid; }
    GridView& crops() { return *m_crops; }
    /// The grid that loupe and compare go back to.
    GridView& wall() { return m_wall == View::Crops ? *m_crops : *m_grid; }
    BoxDesk& boxes() { return *m_boxes; }
    LoupeView& loupe() { return *m_loupe; }
    CompareView& compare() { return *m_compare; }
    Toast& toast() { return *m_toast; }
    NoticeBar& notice() { return *m_notice; }
    Learner& learner() { return *m_learner; }
    TrainingPage& training() { return *m_training; }
    Sharer& sharer() { return *m_sharer; }
    SharePage& share() { return *m_share; }

    Page page() const { return m_page; }
    void showPage(Page page);

    View view() const { return m_view; }
    void showView(View view);
    /// From loupe and compare back to where they were opened.
    void showWall() { showView(m_wall); }
    /// What a decision is about: the selection in the grid, the photo in the loupe, the active pane in
    /// compare.
    QList<PhotoId> targetPhotos() const;
    void decide(const Edit& edit);
    /// The selected photos as they are labelled; in crops, the selected boxes as they are.
    void accept();
    /// Asks for the reason; in crops, deletes the selected boxes.
    void reject();
    void clearDecision();
    /// To the next (or previous) photo, in crops box, that nobody decided on.
    void goToUndecided(bool forward);
    void goToEnd(bool last);
    /// Gives the target photos the labels that the current model proposes.
    void takeProposals();

    /// Opens a catalog file, or a folder: then the catalog beside it, offering to import.
    void openPath(const QString& path);
    void openCatalog(const QString& path);
    /// Goes on with the catalog that was open when the window was last closed, if it is still there.
    void openLast();
    /// Asks how to import these and starts.
    void importFolders(const QList<BytePath>& folders);
    void openDemo();
    /// Opens the pond drawn into this folder and imports its photos.
    void openPond(const QString& folder);
    /// Asks which annotations to import and how; `dataset` may be empty. Where no catalog is open, opens the
    /// one that belongs to the dataset, which is asked for first.
    void importAnnotations(const BytePath& dataset = {});
    /// Imports in the background; the report is offered at the end, with a way to take all of it back.
    void startAnnotationImport(const AnnotationImport& request);
    /// Asks what to export, and how.
    void showExportDialog();
    /// Exports in the background; the report is offered at the end.
    void startExport(const ExportRequest& request, const PhotoChoice& choice);

    /// Starts the server, on its page where its address is, or stops it.
    void toggleServing();

    /// Labels the selected boxes in crops, the selected one in the loupe, else these photos.
    void labelWith(LabelId label, const QList<PhotoId>& photos);
    /// Labels with the label that has this digit.
    void labelByDigit(const QString& digit);
    void showLabelPalette();
    /// With that label current, if it is one.
    void showLabelsDialog(LabelId label = {});
    void showKeySheet();
    void showTileMenu(QPoint global);
    void showGoTo();
    void focusSearch();
    /// Esc: one step back — to the grid, then out of the filter, then out of the selection.
    void stepBack();
    void togglePanels();
    void toggleTheme();
    void saveBackup();
    /// One line in the toast.
    void say(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    QWidget* makeTopBar();
    QWidget* makePageButtons(QWidget* bar);
    void explainButtons();
    void connectLearner();
    void connectSharer();
    void offerInterrupted();
    /// A training that was stopped here, or with the window.
    void offerStopped();
    void offerTraining(const InterruptedTraining& training, const QString& text, const QString& refusal);
    QWidget* makeDeskPage();
    GridView* makeGrid(GridContent& content, QWidget* page);
    void restoreWall();
    bool hasTarget() const;
    void connectDesk();
    void onOpened();
    void onClosed();
    void showAnnotationDialog(const BytePath& dataset);
    void reportAnnotations(const AnnotationImport& request, const AnnotationSummary& summary);
    void reportModelExport(const ModelExportSummary& summary);
    void offerReport(const QString& text, const ExchangeReport::Content& content);
    /// Opens the catalog that belongs to a folder or file, or makes it.
    void openCatalogFor(const BytePath& path);
    void relocateRoot(RootId root);
    void reimportRoot(RootId root);
    void restoreLayout();
    void restyle();

    Desk& m_desk;
    Actions m_actions;
    BoxDesk* m_boxes;
    ThumbnailLoader* m_thumbnails;
    PhotoLoader* m_photos;
    Learner* m_learner;
    Sharer* m_sharer;
    View m_view = View::Grid;
    View m_wall = View::Grid; ///< the grid or the crops, whichever was seen last
    Page m_page = Page::Curate;

    QStackedWidget* m_pages; ///< welcome, desk
    WelcomePage* m_welcome;
    QWidget* m_topBar = nullptr;
    SearchField* m_search = nullptr;
    JobStrip* m_jobStrip = nullptr;
    QList<QToolButton*> m_pageButtons;
    QStackedWidget* m_work = nullptr; ///< pages below the top bar
    TrainingPage* m_training = nullptr;
    SharePage* m_share = nullptr;
    ServingSign* m_serving = nullptr;
    QWidget* m_curateTools = nullptr; ///< what of the top bar only Curate needs
    QList<QToolButton*> m_viewButtons;
    QSplitter* m_splitter = nullptr;
    FilterPanel* m_filterPanel = nullptr;
    NoticeBar* m_notice = nullptr;
    int m_trainingOffer = 0;
    ChipBar* m_chips = nullptr;
    QStackedWidget* m_views = nullptr;
    GridView* m_grid = nullptr;
    GridView* m_crops = nullptr;
    LoupeView* m_loupe = nullptr;
    CompareView* m_compare = nullptr;
    Inspector* m_inspector = nullptr;
    StatusLine* m_status = nullptr;
    Toast* m_toast = nullptr;
    LabelPalette* m_palette = nullptr;
    QList<PhotoId> m_aim; ///< what the palette or the reasons were opened for; the set may change meanwhile
    ReasonPicker* m_reasons = nullptr;
    GoToPopup* m_goTo = nullptr;
    QPointer<LabelsDialog> m_labelsDialog;
};

} // namespace creel
