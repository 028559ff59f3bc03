#pragma once

#include "ui/desk.h"
#include "ui/dialogs/label_palette_model.h"
#include "ui/dialogs/overlay_panel.h"

class QLabel;
class QLineEdit;
class QListView;

namespace creel {

/// Labels by typing: a few letters of a name, Enter, done. For more labels than there are digits.
class LabelPalette : public OverlayPanel
{
    Q_OBJECT

public:
    LabelPalette(Desk& desk, QWidget* parent);

    /// Opens empty, with the labels used last on top.
    void open() override;
    /// For labels given otherwise (digits), so that they come first, too.
    void noteUsed(LabelId label);

    const LabelPaletteModel& model() const { return m_model; }

Q_SIGNALS:
    /// Sent after the palette is gone and the focus is back.
    void labelChosen(creel::LabelId label);
    void newLabelRequested(const QString& name);

protected:
    QWidget* firstFocus() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refreshLabels();
    void saveRecent();
    void setText(const QString& text);
    void choose(const QModelIndex& index);
    void showHint();
    void fitList();
    bool handleKey(QKeyEvent* event);

    Desk& m_desk;
    LabelPaletteModel m_model;
    QLabel* m_title;
    QLineEdit* m_edit;
    QListView* m_list;
    QLabel* m_hint;
    QTimer m_saveTimer;
};

} // namespace creel
